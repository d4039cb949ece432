package import EventStreaming
package import PostgresClient

/// A projection that says where its tables are and how they are made, so that it can be made anew beside itself.
package protocol ReadModel: Projection {
    /// Where its tables and bookkeeping are, as its queries know.
    static var schema: String { get }

    /// Everything that brings such a schema up to date, bookkeeping included.
    static func migrations(schema: String) -> [Migration]

    /// Writes into the tables of `schema`.
    init(schema: String)
}

extension ReadModel {
    /// Makes its tables, or brings those that exist up to date.
    ///
    /// - Throws: as `migrate` does: an applied migration reads otherwise now, or the SQL of one fails.
    package static func makeTables(in database: PostgresClient) async throws {
        try await migrate(database, schema: schema, migrations: migrations(schema: schema))
    }
}

extension Rebuild {
    /// Makes `model` anew, in its own schema.
    package convenience init<Model: ReadModel>(
        _ name: String,
        of model: Model.Type,
        database: PostgresClient,
        feeds: [String: any FeedClient],
        shadow: @escaping @Sendable (_ schema: String) -> Shadow,
        lookAgain: @escaping @Sendable () -> Void = {},
        log: @escaping StreamingLog = { _ in }
    ) {
        self.init(
            name,
            schema: Model.schema,
            database: database,
            projection: { Model(schema: $0) },
            migrations: { Model.migrations(schema: $0) },
            feeds: feeds,
            shadow: shadow,
            lookAgain: lookAgain,
            log: log
        )
    }
}
