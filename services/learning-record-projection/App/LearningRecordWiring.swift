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

        let sources = EventSources(LearningRecordSettings.sources, of: frame, as: name)
        let runner = sources.runner(of: LearningRecordProjection(schema: schema), schema: schema, database: database)
        let rebuild = Rebuild(
            "learning-record",
            schema: schema,
            database: database,
            projection: { LearningRecordProjection(schema: $0) },
            migrations: Self.migrations,
            feeds: sources.feeds,
            shadow: { schema in
                Rebuild.Shadow(
                    sources.runner(
                        of: LearningRecordProjection(schema: schema),
                        schema: schema,
                        database: database,
                        groupSuffix: ".next"
                    )
                )
            },
            lookAgain: { runner.lookAgain() },
            log: frame.streamingLog
        )

        frame.metrics.collect(PartMetrics.pool(database, named: "learning-record"))
        frame.metrics.collect(PartMetrics.pool(vaultDatabase, named: "vault"))
        frame.metrics.collect(PartMetrics.projections([runner]))
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
