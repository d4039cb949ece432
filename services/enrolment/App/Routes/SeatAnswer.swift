import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing

/// Where somebody stands in a batch, and why.
struct SeatAnswer: Encodable {
    /// A place in the queue with its reasons.
    struct Place: Encodable {
        /// From 1.
        let place: Int
        let of: Int
        let rule: QueueRule
        /// JP of the year when joining; what the rule compared.
        let learningHoursThisYear: Int
        /// The place was given by the organiser, with a recorded reason.
        let placedByOrganiser: Bool
        /// Of those in front: who had fewer JP, who had as many and came earlier, who was placed there.
        let aheadWithFewerHours: Int
        let aheadWithSameHours: Int
        let aheadPlacedByOrganiser: Int
        /// For the person, in plain Indonesian.
        let sentence: String
    }

    struct SessionAttendance: Encodable {
        let session: SessionID
        let status: AttendanceStatus
    }

    let civilServant: CivilServantID
    let status: Participant.Status
    /// Until when an offered seat may be accepted.
    let offeredUntil: Timestamp?
    let queue: Place?
    let attendance: [SessionAttendance]
    let practiceTaskPassed: Bool?
    /// Whether an attempt at the exam is passed; absent when no result is known.
    let examPassed: Bool?
    /// `completed` or `not-completed`; absent before there is a result.
    let result: String?
    /// What is missing for completion, the exam included.
    let reasons: [String]?

    /// Nil for somebody who never was in the batch.
    init?(_ person: CivilServantID, in batch: ScheduledBatch) {
        guard let participant = batch.state.participants[person] else { return nil }
        civilServant = person
        status = participant.status
        offeredUntil = batch.state.seating.offers[person].map { min($0, batch.times.closesAt) }
        queue = Place(person, in: batch)
        attendance = batch.times.sessions.compactMap { session in
            batch.state.attendance(of: person, at: session.session).map {
                SessionAttendance(session: session.session, status: $0)
            }
        }
        practiceTaskPassed = participant.practiceTask?.passed
        examPassed = participant.examPassed
        switch participant.outcome {
        case .completed: (result, reasons) = ("completed", nil)
        case .notCompleted(let missing, let shortfall):
            (result, reasons) = ("not-completed", missing.map(\.rawValue) + [shortfall?.rawValue].compactMap(\.self))
        case nil: (result, reasons) = (nil, nil)
        }
    }
}

extension SeatAnswer.Place {
    init?(_ person: CivilServantID, in batch: ScheduledBatch) {
        guard let (place, count) = batch.state.placeInQueue(of: person) else { return nil }
        let line = batch.state.seating.queue.people
        guard let own = line.first(where: { $0.civilServant == person }) else { return nil }
        let ahead = line.prefix(place - 1)
        self.place = place
        of = count
        rule = batch.rules.fairSelection ? .fewestLearningHoursFirst : .firstComeFirstServed
        learningHoursThisYear = own.learningHours
        placedByOrganiser = own.isPlaced
        aheadPlacedByOrganiser = ahead.count { $0.isPlaced }
        aheadWithFewerHours = ahead.count { !$0.isPlaced && $0.learningHours < own.learningHours }
        aheadWithSameHours = ahead.count { !$0.isPlaced && $0.learningHours == own.learningHours }
        sentence = Self.sentence(place: place, of: count, own: own, rule: rule)
    }

    private static func sentence(place: Int, of count: Int, own: Waiting, rule: QueueRule) -> String {
        let standing = "Anda berada di urutan \(place) dari \(count) dalam antrean"
        if own.isPlaced { return "\(standing); penyelenggara menetapkan urutan ini dengan alasan yang tercatat." }
        return switch rule {
        case .fewestLearningHoursFirst:
            "\(standing): yang JP-nya lebih sedikit tahun ini didahulukan, dan JP Anda \(own.learningHours) saat mendaftar."
        case .firstComeFirstServed: "\(standing): yang mendaftar lebih dahulu didahulukan."
        }
    }
}
