import PostgresClient

/// The schemas of a read model: the one that queries read, the one that a rebuild fills, and the one before it.
package struct RebuildSchemas: Sendable, Equatable {
    package let current: String
    package var next: String { current + "_next" }
    package var previous: String { current + "_previous" }

    package init(_ current: String) { self.current = current }

    /// Which of them there are, by object ids: a schema that was renamed or made anew is seen by its id.
    package struct State: Sendable, Equatable {
        package let current: Int64?
        /// Only once its tables are complete.
        package let next: Int64?
        package let previous: Int64?
    }

    /// On a schema that is being filled; without it, its tables are not complete yet.
    static let mark = "bina rebuild"

    func state(in client: PostgresClient) async throws -> State {
        let rows = try await client.query(
            """
            SELECT to_regnamespace(\(current))::oid::bigint,
                (SELECT oid::bigint FROM pg_namespace
                WHERE nspname = \(next) AND obj_description(oid, 'pg_namespace') = \(Self.mark)),
                to_regnamespace(\(previous))::oid::bigint
            """
        )
        guard let row = rows.first else { return State(current: nil, next: nil, previous: nil) }
        let (current, next, previous) = try row.decode((Int64?, Int64?, Int64?).self)
        return State(current: current, next: next, previous: previous)
    }
}

/// Why a step of a rebuild was not done.
///
/// Says what to do instead; nothing was changed.
package struct RebuildRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
