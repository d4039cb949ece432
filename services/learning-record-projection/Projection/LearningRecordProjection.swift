import CivilServiceKernel
package import EventSourcing
package import PostgresClient
import ProjectionRuntime

import EnrolmentEvents

/// One learning record per civil servant (*rekam jejak pembelajaran*): person, participations, hours, timeline.
package struct LearningRecordProjection: Projection {
    package let name = "learning-record.v1"
    package let sources = [EnrolmentStream.context]
    private let tables: LearningRecordTables

    /// Writes into the tables of `schema`.
    package init(schema: String = LearningRecordTables.defaultSchema) {
        tables = LearningRecordTables(schema: schema)
    }

    package func apply(_ events: [EventEnvelope], in connection: PostgresConnection) async throws {
        var changes = LearningRecordChanges()
        for recorded in try events.decode(EnrolmentEvent.self) {
            changes.fold(recorded.event, recorded.envelope)
        }
        _ = try await connection.pipeline(tables.writes(of: changes))
    }
}
