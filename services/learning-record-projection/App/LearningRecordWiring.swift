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
        try await migrate(database, schema: schema, migrations: Self.migrations(schema: schema))
        let vault = try await PostgresPersonalDataVault.open(vaultDatabase, masterKey: settings.vaultMasterKey())

        var projectionSettings = ProjectionSettings()
        projectionSettings.topicAliases = settings[LearningRecordSettings.topicAliases]
        projectionSettings.topicPrefix = settings[DataSettings.topicPrefix]
        let kafka = settings.kafka(as: name)
        let feed = HTTPFeedClient(
            client: frame.client,
            address: settings[LearningRecordSettings.feed],
            tokenFile: settings[LearningRecordSettings.feedToken]
        )
        let log = frame.streamingLog
        let makeRunner: @Sendable (String, ProjectionSettings) -> ProjectionRunner = { schema, settings in
            ProjectionRunner(
                LearningRecordProjection(schema: schema),
                schema: schema,
                database: database,
                kafka: kafka,
                feeds: [EnrolmentStream.context: feed],
                settings: settings,
                log: log
            )
        }
        let runner = makeRunner(schema, projectionSettings)
        var shadowSettings = projectionSettings
        shadowSettings.groupSuffix = ".next"
        let rebuild = Rebuild(
            "learning-record",
            schema: schema,
            database: database,
            projection: { LearningRecordProjection(schema: $0) },
            migrations: Self.migrations,
            feeds: [EnrolmentStream.context: feed],
            shadow: { [shadowSettings] in Rebuild.Shadow(makeRunner($0, shadowSettings)) },
            lookAgain: { runner.lookAgain() },
            log: log
        )

        frame.metrics.collect(PartMetrics.pool(database, named: "learning-record"))
        frame.metrics.collect(PartMetrics.pool(vaultDatabase, named: "vault"))
        frame.metrics.collect(PartMetrics.projection(runner))
        frame.metrics.collect(PartMetrics.rebuilds([rebuild]))
        frame.health.add("database") { await .database(database) }
        frame.health.add("projection") { .projection(runner.status()) }

        var routes = frame.routes()
        LearningRecordRoutes(
            queries: LearningRecordQueries(client: database),
            runner: runner,
            vault: vault,
            tenants: settings[LearningRecordSettings.tenants]
        ).add(to: &routes)
        OperationRoutes(projections: [OperatedProjection(runner)], rebuilds: [rebuild]).add(to: &routes)
        self.routes = routes
        parts = [
            .pool(database, named: "learning-record"), .pool(vaultDatabase, named: "vault"), .projection(runner),
            .rebuild(rebuild),
        ]
    }

    @Sendable private static func migrations(schema: String) -> [Migration] {
        ProjectionMigrations.bookkeeping(schema: schema) + LearningRecordTables(schema: schema).migrations
    }
}
