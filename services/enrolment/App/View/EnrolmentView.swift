import EnrolmentEvents
import EventSourcing
import PostgresClient
import ProjectionRuntime

/// The service's own read model of its streams: lists, and rules that look across streams.
///
/// Kept by a local projection, without Kafka; a query that needs one's own write names its read token.
struct EnrolmentView: ReadModel, FoldingProjection {
    static let schema = "enrolment_view"

    let name = "enrolment-view.v1"
    let sources = [EnrolmentStream.context]
    private let tables: EnrolmentViewTables

    /// Writes into the tables of `schema`; a rebuild has one of its own.
    init(schema: String = Self.schema) { tables = EnrolmentViewTables(schema: schema) }

    func writes(of events: [EventEnvelope]) throws -> [PostgresQuery] {
        var changes = EnrolmentViewChanges()
        for recorded in try events.decode(EnrolmentEvent.self) {
            changes.fold(recorded.event, recorded.envelope)
        }
        return tables.writes(of: changes)
    }

    static func migrations(schema: String) -> [Migration] {
        ProjectionMigrations.bookkeeping(schema: schema) + [
            migration("0001-register", PackageResources._001_register_sql, schema),
            migration("0002-batches", PackageResources._002_batches_sql, schema),
        ]
    }

    private static func migration(_ name: String, _ sql: [UInt8], _ schema: String) -> Migration {
        Migration(name: name, sql: String(decoding: sql, as: UTF8.self), searchPath: schema)
    }
}
