import EnrolmentEvents
import EventSourcing
import PostgresClient

/// What a batch of events means for the tables of batches, participations and timers.
struct BatchViewChanges {
    mutating func fold(_ event: BatchEvent, _ envelope: EventEnvelope) {}
}

extension EnrolmentViewTables {
    func batchWrites(_ changes: BatchViewChanges) -> [PostgresQuery] { [] }
}
