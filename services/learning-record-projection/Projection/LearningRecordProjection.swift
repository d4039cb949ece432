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

    /// While the database writes a part of the events, the parts after it are read, on as many cores as there are.
    package func apply(_ events: [EventEnvelope], in connection: PostgresConnection) async throws {
        let events = events.filter { mayConcernTheRecord($0) }
        let parts = stride(from: 0, to: events.count, by: Self.eventsPerPart).map { start in
            events[start..<min(start + Self.eventsPerPart, events.count)]
        }
        try await withThrowingTaskGroup(of: (index: Int, writes: [PostgresQuery]).self) { reading in
            var unread = parts.indices
            var read: [Int: [PostgresQuery]] = [:]
            for index in parts.indices {
                for next in unread.prefix(index + Self.partsAhead - unread.lowerBound) {
                    // Not on the connection's thread, which has the database to serve.
                    reading.addTask(executorPreference: globalConcurrentExecutor) {
                        (next, try writes(of: parts[next]))
                    }
                    unread.removeFirst()
                }
                while read[index] == nil, let part = try await reading.next() { read[part.index] = part.writes }
                if let writes = read.removeValue(forKey: index) { _ = try await connection.pipeline(writes) }
            }
        }
    }

    private func writes(of events: ArraySlice<EventEnvelope>) throws -> [PostgresQuery] {
        var changes = LearningRecordChanges()
        for recorded in try events.decode(LearningRecordEvent.self) { changes.fold(recorded.event, recorded.envelope) }
        return tables.writes(of: changes)
    }

    /// True also for unknown types, which are counted.
    private func mayConcernTheRecord(_ envelope: EventEnvelope) -> Bool {
        LearningRecordEvent.Name(rawValue: envelope.type)?.concernsTheRecord ?? true
    }

    private static let eventsPerPart = 500
    /// How many parts may be read or wait to be written: more would only cost memory.
    private static let partsAhead = 3
}
