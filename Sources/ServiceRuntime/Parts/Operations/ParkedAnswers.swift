package import EventSourcing
import ProjectionRuntime

/// A parked stream as `/v1/operations/parked` tells it.
package struct ParkedStreamAnswer: Codable, Sendable, Equatable {
    package let projection: String
    package let source: String
    package let stream: String
    /// The event at fault.
    package let version: Int64
    package let type: String
    package let reason: String
    package let parkedAt: Timestamp
    package let waitingEvents: Int

    init(_ parked: ParkedStream, of projection: String) {
        self.projection = projection
        source = parked.id.source
        stream = parked.id.stream.description
        version = parked.version
        type = parked.type
        reason = parked.reason
        parkedAt = parked.parkedAt
        waitingEvents = parked.keptEvents
    }
}

/// What came of a release or a skip.
package struct ParkedOutcomeAnswer: Codable, Sendable, Equatable {
    package enum Outcome: String, Codable, Sendable {
        case notParked = "not-parked"
        case released
        /// The same event is still at fault; nothing was changed.
        case stillAtFault = "still-at-fault"
        /// What came before another event at fault was applied.
        case parkedAgain = "parked-again"
    }

    package let outcome: Outcome
    package let events: Int?
    package let version: Int64?
    package let reason: String?

    init(_ outcome: ParkedStreams.Outcome) {
        switch outcome {
        case .notParked: self.init(.notParked)
        case .released(let events): self.init(.released, events: events)
        case .stillAtFault(let version, let reason): self.init(.stillAtFault, version: version, reason: reason)
        case .parkedAgain(let version, let reason): self.init(.parkedAgain, version: version, reason: reason)
        }
    }

    private init(_ outcome: Outcome, events: Int? = nil, version: Int64? = nil, reason: String? = nil) {
        self.outcome = outcome
        self.events = events
        self.version = version
        self.reason = reason
    }
}
