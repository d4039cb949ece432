import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing

/// One batch as its own history tells it.
struct BatchAnswer: Encodable {
    struct Seats: Encodable {
        let capacity: Int
        let confirmed: Int
        let offered: Int
        let free: Int
        let queueLength: Int
    }

    let id: BatchID
    let version: Int64
    let status: Batch.Phase
    let programme: ProgrammeID
    let programmeRevision: Int
    let title: String
    let form: DevelopmentForm
    let learningHours: Int
    let minimumAttendancePercent: Int
    let practiceTaskRequired: Bool
    let examRequired: Bool
    let sessions: [BatchSession]
    let timeZone: IndonesianTimeZone
    let registrationOpensAt: Timestamp
    let registrationClosesAt: Timestamp
    let seats: Seats
    let minimumParticipants: Int
    let prerequisites: [ProgrammeID]
    let eligibleEmploymentKinds: [EmploymentKind]
    let eligibleRanks: [Rank]
    let eligiblePostLevels: [PostLevel]
    let eligibleUnits: [UnitID]
    let offerTimeLimitMinutes: Int
    let fairSelection: Bool
    let lateAfterMinutes: Int

    init(_ batch: ScheduledBatch) {
        let (rules, times, seating) = (batch.rules, batch.times, batch.state.seating)
        id = batch.id
        version = batch.version
        status = batch.state.phase
        programme = rules.programme
        programmeRevision = rules.programmeRevision
        title = rules.title
        form = rules.form
        learningHours = rules.learningHours
        minimumAttendancePercent = rules.minimumAttendancePercent
        practiceTaskRequired = rules.practiceTaskRequired
        examRequired = rules.examRequired ?? false
        sessions = times.sessions
        timeZone = times.zone
        registrationOpensAt = times.opensAt
        registrationClosesAt = times.closesAt
        seats = Seats(
            capacity: seating.capacity,
            confirmed: seating.confirmed,
            offered: seating.offers.count,
            free: seating.free,
            queueLength: seating.queue.count
        )
        minimumParticipants = rules.minimumParticipants
        prerequisites = rules.prerequisites
        eligibleEmploymentKinds = rules.eligibleEmploymentKinds
        eligibleRanks = rules.eligibleRanks
        eligiblePostLevels = rules.eligiblePostLevels
        eligibleUnits = rules.eligibleUnits
        offerTimeLimitMinutes = rules.offerTimeLimitMinutes
        fairSelection = rules.fairSelection
        lateAfterMinutes = rules.lateAfterMinutes
    }
}
