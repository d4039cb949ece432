import LearningRecordProjection
import ServiceRuntime

/// What the learning-record service is made of: one read model from the bus, and questions about it.
struct LearningRecordWiring {
    let parts: [ProcessComponent]
    let routes: ServiceRoutes

    init(_ frame: ServiceFrame) async throws {
        let name = LearningRecordService.name
        let databases = try await ServiceDatabases("learning-record", in: frame, as: name)
        let record = try await databases.readModel(
            LearningRecordProjection.self,
            named: "learning-record",
            check: "projection",
            from: EventSources(LearningRecordSettings.sources, of: frame, as: name)
        )

        frame.watch([record])
        var routes = frame.routes()
        OperationRoutes(of: [record]).add(to: &routes)
        LearningRecordRoutes(
            queries: LearningRecordQueries(client: databases.client),
            checkpoints: record.checkpoints,
            vault: databases.vault,
            tenants: frame.settings[LearningRecordSettings.tenants]
        ).add(to: &routes)
        self.routes = routes
        parts = databases.components + record.components
    }
}
