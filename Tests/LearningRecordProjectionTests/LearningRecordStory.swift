import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import Testing

/// Events of a small story, with envelopes as the bus would carry them.
struct LearningRecordStory {
    let tenant: TenantID
    let start: Timestamp
    let day: CalendarDate
    let unit = UnitID(uuid(1))
    let person = CivilServantID(uuid(2))
    let batch = BatchID(uuid(4))
    let programme = ProgrammeID(uuid(5))
    let entry = EntryID(uuid(6))
    private var versions: [StreamID: Int64] = [:]
    private(set) var envelopes: [EventEnvelope] = []

    init() throws {
        tenant = try #require(TenantID("aceh"))
        start = try #require(Timestamp("2026-03-02T01:00:00Z"))
        day = try #require(CalendarDate("2026-03-02"))
    }

    mutating func add(_ event: EnrolmentEvent, to stream: StreamID, hoursLater: Int = 0) throws {
        try add(event.name.rawValue, CanonicalJSON.encode(event.payload), to: stream, hoursLater: hoursLater)
    }

    mutating func add(_ event: AssessmentEvent, to stream: StreamID, hoursLater: Int = 0) throws {
        try add(event.name.rawValue, CanonicalJSON.encode(event.payload), to: stream, hoursLater: hoursLater)
    }

    mutating func add(_ type: String, _ payload: [UInt8], to stream: StreamID, hoursLater: Int = 0) throws {
        let version = (versions[stream] ?? 0) + 1
        versions[stream] = version
        let at = start.advanced(by: .seconds(3_600 * hoursLater))
        envelopes.append(
            EventEnvelope(
                stream: stream,
                version: version,
                lane: Lane(of: stream, count: 16),
                sequence: Int64(envelopes.count + 1),
                id: uuid(UInt8(100 + envelopes.count)),
                type: type,
                occurredAt: at,
                recordedAt: at,
                context: CommandContext(commandID: CommandID(uuid(99)), actor: "test"),
                payload: payload
            )
        )
    }

    /// A person is hired, queues, is offered a seat, accepts, completes, and earns hours that are verified.
    static func completed() throws -> LearningRecordStory {
        var story = try LearningRecordStory()
        try story.hire()
        try story.schedule()
        let seats = EnrolmentStream.batch(story.batch, of: story.tenant)
        let person = story.person
        let queued = ParticipantQueued(
            civilServant: person,
            position: 1,
            queueLength: 1,
            rule: .fewestLearningHoursFirst,
            learningHoursThisYear: 0
        )
        try story.add(.batch(.participantQueued(queued)), to: seats, hoursLater: 1)
        let offer = SeatOffered(civilServant: person, expiresAt: story.start.advanced(by: .seconds(86_400)))
        try story.add(.batch(.seatOffered(offer)), to: seats, hoursLater: 2)
        try story.add(.batch(.seatAccepted(SeatAccepted(civilServant: person))), to: seats, hoursLater: 3)
        try story.add(.batch(.participantCompleted(story.completion)), to: seats, hoursLater: 30)
        try story.earn()
        return story
    }

    mutating func hire() throws {
        let hired = CivilServantHired(
            number: SealedField(subject: person, ciphertext: "bm9tb3I"),
            name: SealedField(subject: person, ciphertext: "bmFtYQ"),
            employmentKind: .pns,
            rank: .pns(group: 3, room: 1),
            unit: unit,
            postTitle: "Analis SDM Aparatur",
            postLevel: .ahliPertama,
            startedOn: day
        )
        let established = UnitEstablished(name: "Badan Kepegawaian Aceh", kind: .badan)
        try add(.unit(.unitEstablished(established)), to: EnrolmentStream.unit(unit, of: tenant))
        try add(.civilServant(.civilServantHired(hired)), to: EnrolmentStream.civilServant(person, of: tenant))
    }

    mutating func schedule() throws {
        let session = BatchSession(
            session: SessionID(uuid(7)),
            startsAt: start.advanced(by: .seconds(86_400)),
            endsAt: start.advanced(by: .seconds(90_000))
        )
        let scheduled = BatchScheduled(
            programme: programme,
            programmeRevision: 1,
            title: "Pelatihan Pelayanan Publik",
            form: .technical,
            learningHours: 20,
            minimumAttendancePercent: 80,
            practiceTaskRequired: false,
            sessions: [session],
            timeZone: .jakarta,
            capacity: 1,
            minimumParticipants: 1,
            registrationOpensAt: start,
            registrationClosesAt: session.startsAt,
            prerequisites: [],
            eligibleEmploymentKinds: [],
            eligibleRanks: [],
            eligiblePostLevels: [],
            eligibleUnits: [],
            offerTimeLimitMinutes: 60,
            fairSelection: true,
            lateAfterMinutes: 15
        )
        try add(.batch(.batchScheduled(scheduled)), to: EnrolmentStream.batch(batch, of: tenant))
    }

    mutating func earn() throws {
        let ledger = EnrolmentStream.learningHours(of: person, of: tenant)
        let recorded = LearningHoursRecorded(
            entry: entry,
            source: .training,
            batch: batch,
            programme: programme,
            form: .technical,
            employmentKind: .pns,
            startedOn: day,
            endedOn: day,
            yearFrom: day,
            yearTo: day,
            quantity: 20,
            awarded: 20,
            counted: 18,
            limits: [.year],
            rateCard: "test-card"
        )
        try add(.learningHours(.learningHoursRecorded(recorded)), to: ledger, hoursLater: 31)
        let verified = LearningHoursVerified(entry: entry, basis: .ownTraining)
        try add(.learningHours(.learningHoursVerified(verified)), to: ledger, hoursLater: 32)
    }

    private var completion: ParticipantCompleted {
        ParticipantCompleted(
            civilServant: person,
            programme: programme,
            form: .technical,
            learningHours: 20,
            rule: "test",
            startedOn: day,
            completedOn: day,
            sessionsHeld: 1,
            sessionsAttended: 1,
            attendancePercent: 100,
            minimumAttendancePercent: 80,
            practiceTaskRequired: false
        )
    }
}

/// A readable id.
func uuid(_ last: UInt8) -> UUID { UUID(uuid: (0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, last)) }
