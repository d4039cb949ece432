import EventSourcing
import LearningRecordProjection
import PostgresClient
import PostgresClientTesting
import ProjectionRuntime

/// Lends a database with the learning record's empty tables.
func withTables(_ body: (PostgresClient) async throws -> Void) async throws {
    try await withTestDatabase { client, _ async throws in
        try await makeTables(in: client)
        try await body(client)
    }
}

func makeTables(in client: PostgresClient, schema: String = LearningRecordTables.defaultSchema) async throws {
    try await migrate(client, schema: schema, migrations: LearningRecordTables(schema: schema).migrations)
}

/// Applies events in transactions of at most `size`.
func apply(
    _ envelopes: [EventEnvelope],
    size: Int = .max,
    to client: PostgresClient,
    schema: String = LearningRecordTables.defaultSchema
) async throws {
    var rest = envelopes[...]
    while !rest.isEmpty {
        let batch = Array(rest.prefix(size))
        rest = rest.dropFirst(batch.count)
        try await client.withTransaction { connection in
            try await LearningRecordProjection(schema: schema).apply(batch, in: connection)
        }
    }
}

/// Every row of every table as text.
func dump(_ client: PostgresClient, schema: String = LearningRecordTables.defaultSchema) async throws -> [String] {
    var rows: [String] = []
    for table in [
        "units", "civil_servants", "batches", "participations", "hours_entries", "exams", "exam_attempts", "objections",
        "timeline",
    ] {
        let texts = try await client.query("select t::text from \(raw: schema).\(raw: table) t order by t::text")
        rows += try texts.map { "\(table) \(try $0.decode(String.self))" }
    }
    return rows
}
