/// How one service's store is named and how it weighs waiting against batching.
package struct EventStoreConfiguration: Sendable {
    /// Schema of the tables; letters, digits and `_`.
    package let schema: String
    /// The service whose truth this is, as in read tokens.
    package let source: String
    /// Only used when the store is made: the number of lanes never changes after.
    package var lanes: Int = 16
    /// Connections that append at the same time; each owns every n-th lane, so they never wait for each other.
    ///
    /// One writes what waits in the fewest transactions. More pay only for a server with cores to spare, or whose disk
    /// is slow.
    package var committers: Int = 1
    /// Appends that are written by one statement at most.
    package var batchAppends: Int = 512
    /// Payload bytes that are written by one statement at most; a single larger append goes alone.
    package var batchBytes: Int = 4_000_000
    /// Larger events are refused, as they would not fit into a message of the bus.
    package var maximumEventBytes: Int = 900_000
    /// How long an append may wait for a database that does not answer.
    package var patience: Duration = .seconds(10)
    /// Gets one line for each trouble that an operator should see.
    ///
    /// Must not block.
    package var log: (@Sendable (String) -> Void)?

    package init(schema: String, source: String) {
        self.schema = schema
        self.source = source
    }
}
