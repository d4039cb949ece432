import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
package import EventSourcing
package import PostgresClient
import ProjectionRuntime

/// One learning record per civil servant (*rekam jejak pembelajaran*): person, participations, hours, exams, timeline.
package struct LearningRecordProjection: ReadModel, FoldingProjection {
    package static let schema = LearningRecordTables.defaultSchema

    package let name = "learning-record.v1"
    package let sources = [EnrolmentStream.context, AssessmentStream.context]
    private let tables: LearningRecordTables

    /// Writes into the tables of `schema`.
    package init(schema: String = LearningRecordTables.defaultSchema) {
        tables = LearningRecordTables(schema: schema)
    }

    package static func migrations(schema: String) -> [Migration] {
        ProjectionMigrations.bookkeeping(schema: schema) + LearningRecordTables(schema: schema).migrations
    }

    package func writes(of events: [EventEnvelope]) throws -> [PostgresQuery] {
        var changes = LearningRecordChanges()
        let concerned = events.filter { mayConcernTheRecord($0) }
        for recorded in try concerned.decode(LearningRecordEvent.self) {
            changes.fold(recorded.event, recorded.envelope)
        }
        return tables.writes(of: changes)
    }

    /// True also for unknown types, which are counted.
    private func mayConcernTheRecord(_ envelope: EventEnvelope) -> Bool {
        LearningRecordEvent.Name(rawValue: envelope.type)?.concernsTheRecord ?? true
    }
}
