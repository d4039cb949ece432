import Cryptography
package import EventSourcing
package import EventStorePostgres
package import FoundationEssentials
package import ProjectionRuntime

extension UUID {
    /// An id for a new event: version 7, so that the newest are neighbours in the store's indexes.
    @Sendable package static func forNewEvent() -> UUID {
        SecureRandom.uuid(milliseconds: Timestamp.now.microseconds / 1_000)
    }
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
