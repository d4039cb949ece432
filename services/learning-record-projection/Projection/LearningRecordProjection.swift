import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
package import EventSourcing
package import PostgresClient
import ProjectionRuntime

/// One learning record per civil servant (*rekam jejak pembelajaran*): person, participations, hours, exams, timeline.
package struct LearningRecordProjection: ReadModel {
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

    /// While the database writes a part of the events, the next part is read.
    package func apply(_ events: [EventEnvelope], in connection: PostgresConnection) async throws {
        try await withThrowingTaskGroup(of: Void.self) { writing in
            var rest = events.filter { mayConcernTheRecord($0) }[...]
            while !rest.isEmpty {
                let part = rest.prefix(Self.eventsPerWrite)
                rest = rest.dropFirst(part.count)
                // Not on the connection's thread, which has the database to serve.
                let queries = try await withTaskExecutorPreference(globalConcurrentExecutor) {
                    try await writes(of: part)
                }
                try await writing.next()
                writing.addTask { _ = try await connection.pipeline(queries) }
            }
            try await writing.waitForAll()
        }
    }

    @concurrent
    private func writes(of events: ArraySlice<EventEnvelope>) async throws -> [PostgresQuery] {
        var changes = LearningRecordChanges()
        for recorded in try events.decode(LearningRecordEvent.self) { changes.fold(recorded.event, recorded.envelope) }
        return tables.writes(of: changes)
    }

    /// True also for unknown types, which are counted.
    private func mayConcernTheRecord(_ envelope: EventEnvelope) -> Bool {
        LearningRecordEvent.Name(rawValue: envelope.type)?.concernsTheRecord ?? true
    }

    private static let eventsPerWrite = 1_250
}
