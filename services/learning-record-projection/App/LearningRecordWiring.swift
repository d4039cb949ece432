import EnrolmentEvents
import EventStorePostgres
import LearningRecordProjection
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// Everything the process is made of, from the ground up.
struct LearningRecordWiring {
    let parts: [ProcessComponent]
    let routes: ServiceRoutes

    init(_ frame: ServiceFrame) async throws {
        let settings = frame.settings
        let name = LearningRecordService.name
        let database = PostgresClient(settings.postgres(DataSettings.database, as: name))
        let vaultDatabase = PostgresClient(settings.postgres(DataSettings.vaultDatabase, as: name))
        let schema = LearningRecordTables.defaultSchema
        try await migrate(
            database,
            schema: schema,
            migrations: ProjectionMigrations.bookkeeping(schema: schema) + LearningRecordTables().migrations
        )
        let vault = try await PostgresPersonalDataVault.open(vaultDatabase, masterKey: settings.vaultMasterKey())

        var projectionSettings = ProjectionSettings()
        projectionSettings.topicAliases = settings[LearningRecordSettings.topicAliases]
        projectionSettings.topicPrefix = settings[DataSettings.topicPrefix]
        let runner = ProjectionRunner(
            LearningRecordProjection(),
            schema: schema,
            database: database,
            kafka: settings.kafka(as: name),
            feeds: [
                EnrolmentStream.context: HTTPFeedClient(
                    client: frame.client,
                    address: settings[LearningRecordSettings.feed],
                    tokenFile: settings[LearningRecordSettings.feedToken]
                )
            ],
            settings: projectionSettings,
            log: frame.streamingLog
        )

        frame.metrics.collect(PartMetrics.pool(database, named: "learning-record"))
        frame.metrics.collect(PartMetrics.projection(runner))
        frame.health.add("database") { await .database(database) }
        frame.health.add("projection") { .projection(runner.status()) }

        var routes = frame.routes()
        LearningRecordRoutes(
            queries: LearningRecordQueries(client: database),
            runner: runner,
            vault: vault,
            tenants: settings[LearningRecordSettings.tenants]
        ).add(to: &routes)
        self.routes = routes
        parts = [
            .pool(database, named: "learning-record"), .pool(vaultDatabase, named: "vault"), .projection(runner),
        ]
    }
}
