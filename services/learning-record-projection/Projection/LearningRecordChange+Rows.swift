import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

struct ParticipationKey: Hashable {
    let tenant: TenantID
    let civilServant: CivilServantID
    let batch: BatchID
}

struct HoursKey: Hashable {
    let tenant: TenantID
    let civilServant: CivilServantID
    let entry: EntryID
}

struct UnitChange {
    var name: String?
    var closedOn: CalendarDate?
}

/// New values of a civil servant's row; nil leaves a column as it is.
struct CivilServantChange {
    var number: SealedField?
    var name: SealedField?
    var employmentKind: EmploymentKind?
    var rank: Rank?
    var unit: UnitID?
    var postTitle: String?
    var postLevel: PostLevel?
    /// Set to nil inside when there is no superior any more.
    var superior: CivilServantID??
    var startedOn: CalendarDate?
    var leftOn: CalendarDate?
    var erasedAt: Timestamp?

    mutating func hire(_ fact: CivilServantHired) {
        number = fact.number
        name = fact.name
        employmentKind = fact.employmentKind
        rank = fact.rank
        unit = fact.unit
        postTitle = fact.postTitle
        postLevel = fact.postLevel
        superior = .some(fact.superior)
        startedOn = fact.startedOn
    }

    mutating func move(_ fact: CivilServantMoved) {
        unit = fact.unit
        postTitle = fact.postTitle
        postLevel = fact.postLevel
        superior = .some(fact.superior)
    }

    mutating func promote(_ fact: CivilServantPromoted) {
        rank = fact.rank
        postTitle = fact.postTitle
        postLevel = fact.postLevel
    }

    mutating func correct(_ fact: PersonalDataCorrected) {
        number = fact.number ?? number
        name = fact.name ?? name
    }
}

/// What has become of a batch.
package enum BatchStatus: String, Codable, CaseIterable, Sendable {
    case scheduled
    case cancelled
    case closed
}

struct BatchChange {
    var scheduled: BatchScheduled?
    var startsAt: Timestamp?
    var endsAt: Timestamp?
    var status: BatchStatus?

    mutating func schedule(_ fact: BatchScheduled) {
        scheduled = fact
        status = .scheduled
        reschedule(fact.sessions)
        // A batch without sessions lasts as long as its registration.
        startsAt = startsAt ?? fact.registrationOpensAt
        endsAt = endsAt ?? fact.registrationClosesAt
    }

    mutating func reschedule(_ sessions: [BatchSession]) {
        startsAt = sessions.map(\.startsAt).min() ?? startsAt
        endsAt = sessions.map(\.endsAt).max() ?? endsAt
    }
}

/// Where a person stands in a batch.
package enum ParticipationStatus: String, Codable, CaseIterable, Sendable {
    case queued
    case offered
    case enrolled
    case declined
    case expired
    case withdrawn
    case completed
    case notCompleted = "not-completed"

    /// No longer on the way.
    var isEnd: Bool {
        switch self {
        case .queued, .offered, .enrolled: false
        case .declined, .expired, .withdrawn, .completed, .notCompleted: true
        }
    }
}

struct ParticipationChange {
    var status: ParticipationStatus
    var changedAt: Timestamp
    var enrolledAt: Timestamp?
    var endedAt: Timestamp?
    var learningHours: Int?

    init(status: ParticipationStatus, changedAt: Timestamp) {
        self.status = status
        self.changedAt = changedAt
    }

    mutating func become(_ status: ParticipationStatus, at instant: Timestamp, learningHours: Int?) {
        self.status = status
        changedAt = instant
        if status == .enrolled { enrolledAt = instant }
        endedAt = status.isEnd ? instant : nil
        self.learningHours = learningHours
    }
}

/// How far an entry of the ledger has come.
package enum HoursStatus: String, Codable, CaseIterable, Sendable {
    case recorded
    case verified
    case cancelled
}

struct HoursChange {
    var recorded: LearningHoursRecorded?
    var recounted: LearningHoursRecounted?
    var status: HoursStatus?
}

/// A line of the timeline: of an envelope only what the table has, as lines are made by the thousand.
struct TimelineRow {
    /// Nil where the event does not say; its stream's first event did.
    let civilServant: UUID?
    let tenant: String
    let occurredAt: PostgresMicroseconds
    let version: Int64
    let stream: UUID
    let event: UUID
    let category: String
    let type: String
    let payload: String

    init(_ envelope: EventEnvelope, about civilServant: CivilServantID?) {
        self.civilServant = civilServant?.uuid
        tenant = envelope.tenant.name
        occurredAt = envelope.occurredAt.postgres
        version = envelope.version
        stream = envelope.stream.id
        event = envelope.id
        category = envelope.stream.category
        type = envelope.type
        payload = String(decoding: envelope.payload, as: UTF8.self)
    }
}
