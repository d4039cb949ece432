package import EventSourcing
package import PostgresClient

extension Timestamp {
    /// An instant as the database gives it; the precision is the same.
    package init(_ value: PostgresMicroseconds) { self.init(microseconds: value.sinceUnixEpoch) }

    /// As `timestamptz`.
    package var postgres: PostgresMicroseconds { PostgresMicroseconds(sinceUnixEpoch: microseconds) }
}
