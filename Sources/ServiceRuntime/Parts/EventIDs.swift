import Cryptography
package import EventSourcing
package import EventStorePostgres
package import FoundationEssentials
package import ProjectionRuntime

extension UUID {
    /// A new id of version 7: the newest are neighbours in indexes.
    package static func inOrder(at instant: Timestamp) -> UUID {
        SecureRandom.uuid(milliseconds: instant.microseconds / 1_000)
    }

    /// An id for a new event.
    @Sendable package static func forNewEvent() -> UUID { inOrder(at: .now) }
}

extension CommandHandler {
    /// A handler as services have it; their events get ids that are in order of time.
    package init(store: any EventStore, cachedStates: Int = 4_096) {
        self.init(store: store, cachedStates: cachedStates, newEventID: UUID.forNewEvent)
    }
}

extension PolicyProjection {
    /// A policy as services run it; its events get ids that are in order of time.
    package convenience init(_ policy: any Policy, store: PostgresEventStore) {
        self.init(policy, store: store, newEventID: UUID.forNewEvent)
    }
}
