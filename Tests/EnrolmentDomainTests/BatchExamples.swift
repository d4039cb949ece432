import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventSourcingTesting

let programme: ProgrammeID = .number(100)
let firstSession: SessionID = .number(201)
let secondSession: SessionID = .number(202)

/// Registration from t(0) to t(100); two sessions, t(120)–t(124) and t(144)–t(148).
let batchTimes = BatchTimes(
    sessions: [
        BatchSession(session: firstSession, startsAt: .t(120), endsAt: .t(124), place: "Aula BPSDM"),
        BatchSession(session: secondSession, startsAt: .t(144), endsAt: .t(148), link: "https://contoh.example/sesi"),
    ],
    zone: .makassar,
    opensAt: .t(0),
    closesAt: .t(100)
)

func offer(
    learningHours: Int = 12,
    attendance: Int = 80,
    practiceTask: Bool = false,
    exam: Bool = false,
    isRetired: Bool = false
) -> ProgrammeOffer {
    ProgrammeOffer(
        programme: programme,
        revision: 1,
        form: .technical,
        learningHours: learningHours,
        minimumAttendancePercent: attendance,
        practiceTaskRequired: practiceTask,
        examRequired: exam,
        isRetired: isRetired
    )
}

/// A batch with `capacity` seats; offers are kept for 24 hours.
func schedule(capacity: Int = 1, _ change: (inout ScheduleBatch) -> Void = { _ in }) -> ScheduleBatch {
    var request = ScheduleBatch(
        programme: offer(),
        title: text("Pelayanan Publik Angkatan I"),
        times: batchTimes,
        capacity: capacity,
        offerTimeLimitMinutes: 24 * 60
    )
    change(&request)
    return request
}

/// The event of scheduling; traps when the request is not acceptable.
func scheduled(capacity: Int = 1, _ change: (inout ScheduleBatch) -> Void = { _ in }) -> BatchEvent {
    let events = try? BatchDecider.decide(.schedule(schedule(capacity: capacity, change)), given: Batch())
    guard let event = events?.first else { preconditionFailure("cannot be scheduled") }
    return event
}

func applicant(
    _ person: CivilServantID,
    hours: Int = 0,
    _ change: (inout Applicant) -> Void = { _ in }
) -> Applicant {
    var applicant = Applicant(
        civilServant: person,
        employmentKind: .pns,
        rank: rank("III/a"),
        postLevel: .ahliPertama,
        units: [.number(50), .number(51)],
        learningHoursThisYear: hours
    )
    change(&applicant)
    return applicant
}

func enrolled(_ person: CivilServantID, hours: Int = 0) -> BatchEvent {
    .participantEnrolled(ParticipantEnrolled(civilServant: person, learningHoursThisYear: hours))
}

func queued(_ person: CivilServantID, at position: Int, of length: Int, hours: Int = 0) -> BatchEvent {
    .participantQueued(
        ParticipantQueued(
            civilServant: person,
            position: position,
            queueLength: length,
            rule: .fewestLearningHoursFirst,
            learningHoursThisYear: hours
        )
    )
}

func offered(_ person: CivilServantID, until expiresAt: Timestamp) -> BatchEvent {
    .seatOffered(SeatOffered(civilServant: person, expiresAt: expiresAt))
}

func accepted(_ person: CivilServantID) -> BatchEvent { .seatAccepted(SeatAccepted(civilServant: person)) }

func expired(_ person: CivilServantID, at instant: Timestamp) -> BatchEvent {
    .seatOfferExpired(SeatOfferExpired(civilServant: person, expiredAt: instant))
}

func withdrew(_ person: CivilServantID, from held: Standing) -> BatchEvent {
    .participantWithdrew(ParticipantWithdrew(civilServant: person, held: held, reason: .duty))
}

func attended(
    _ person: CivilServantID,
    _ session: SessionID,
    _ status: AttendanceStatus = .present,
    by method: AttendanceMethod = .organiser,
    arrivedAt: Timestamp? = nil
) -> BatchEvent {
    .attendanceRecorded(
        AttendanceRecorded(
            civilServant: person,
            session: session,
            status: status,
            method: method,
            arrivedAt: arrivedAt
        )
    )
}

typealias BatchScenario = Scenario<BatchDecider>
