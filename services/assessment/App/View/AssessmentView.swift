import AssessmentEvents
import EventSourcing
import PostgresClient
import ProjectionRuntime

/// The service's own read model of its streams: lists, timers, and who has what to do.
///
/// Kept by a local projection, without Kafka; a query that needs one's own write names its read token.
struct AssessmentView: ReadModel, FoldingProjection {
    static let schema = "assessment_view"

    let name = "assessment-view.v1"
    let sources = [AssessmentStream.context]
    private let tables: AssessmentViewTables

    /// Writes into the tables of `schema`; a rebuild has one of its own.
    init(schema: String = Self.schema) { tables = AssessmentViewTables(schema: schema) }

    func writes(of events: [EventEnvelope]) throws -> [PostgresQuery] {
        var changes = AssessmentViewChanges()
        // Saved answers are most of the events, and the view has nothing to say about them.
        let concerned = events.filter { !Self.unseen.contains($0.type) }
        for recorded in try concerned.decode(AssessmentEvent.self) {
            changes.fold(recorded.event, recorded.envelope)
        }
        return tables.writes(of: changes)
    }

    private static let unseen: Set<String> = [
        AttemptEvent.Name.answerSaved.rawValue, AttemptEvent.Name.answerKeptAside.rawValue,
        AttemptEvent.Name.answerAdmitted.rawValue, AttemptEvent.Name.sessionOpened.rawValue,
    ]

    static func migrations(schema: String) -> [Migration] {
        ProjectionMigrations.bookkeeping(schema: schema) + [
            Migration(
                name: "0001-tables",
                sql: String(decoding: PackageResources._001_tables_sql, as: UTF8.self),
                searchPath: schema
            )
        ]
    }
}
