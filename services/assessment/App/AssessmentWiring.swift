import AssessmentEvents
import CivilServiceKernel
import Cryptography
import EventStorePostgres
import EventStreaming
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// Everything the process is made of, from the ground up.
struct AssessmentWiring {
    let parts: [ProcessComponent]
    let routes: ServiceRoutes

    init(_ frame: ServiceFrame) async throws {
        let settings = frame.settings
        let log = frame.log
        let name = AssessmentService.name
        let databaseConfiguration = settings.postgres(DataSettings.database, as: name)
        let database = PostgresClient(databaseConfiguration)
        let vaultDatabase = PostgresClient(settings.postgres(DataSettings.vaultDatabase, as: name))
        let masterKey = try settings.vaultMasterKey()
        // As many keys as candidates who write texts at once.
        let vault = try await PostgresPersonalDataVault.open(vaultDatabase, masterKey: masterKey, cachedKeys: 20_000)

        var configuration = EventStoreConfiguration(schema: "assessment", source: AssessmentStream.context)
        configuration.lanes = settings[AssessmentSettings.lanes]
        configuration.log = { log.relay(.warning, "event store", fields: ["reason": $0]) }
        let store = try await PostgresEventStore.open(database, configuration)
        var relaySettings = RelaySettings()
        relaySettings.topicPrefix = settings[DataSettings.topicPrefix]
        let relay = try Relay(
            store,
            database: databaseConfiguration,
            kafka: settings.kafka(as: name),
            partitions: settings[DataSettings.topicPartitions],
            replicationFactor: Int32(settings[DataSettings.replicationFactor]),
            settings: relaySettings,
            log: frame.streamingLog
        )
        _ = try await migrate(database, schema: AssessmentView.schema, migrations: AssessmentView.migrations)
        _ = try await migrate(database, schema: AssessmentPolicies.schema, migrations: AssessmentPolicies.migrations)
        _ = try await migrate(
            database,
            schema: SeatsProjection.schema,
            migrations: SeatsProjection.migrations(schema: SeatsProjection.schema)
        )
        let view = LocalProjectionRunner(
            AssessmentView(),
            schema: AssessmentView.schema,
            store: store,
            database: databaseConfiguration,
            client: database,
            log: frame.streamingLog
        )
        let rebuild = Rebuild(
            "assessment-view",
            schema: AssessmentView.schema,
            database: database,
            projection: { AssessmentView(schema: $0) },
            migrations: { AssessmentView.migrations(schema: $0) },
            feeds: [AssessmentStream.context: store.feed],
            shadow: { schema in
                Rebuild.Shadow(
                    LocalProjectionRunner(
                        AssessmentView(schema: schema),
                        schema: schema,
                        store: store,
                        database: databaseConfiguration,
                        client: database,
                        log: frame.streamingLog
                    )
                )
            },
            log: frame.streamingLog
        )
        let bus = EventSources(AssessmentSettings.sources, of: frame, as: name)
        let seats = bus.runner(of: SeatsProjection(), schema: SeatsProjection.schema, database: database)
        let rebuildSeats = Rebuild(
            "assessment-seats",
            schema: SeatsProjection.schema,
            database: database,
            projection: { SeatsProjection(schema: $0) },
            migrations: { SeatsProjection.migrations(schema: $0) },
            feeds: bus.feeds,
            shadow: { schema in
                Rebuild.Shadow(
                    bus.runner(
                        of: SeatsProjection(schema: schema),
                        schema: schema,
                        database: database,
                        groupSuffix: ".next"
                    )
                )
            },
            lookAgain: { seats.lookAgain() },
            log: frame.streamingLog
        )
        let watch = StoreWatch(store, log: log)
        let desk = AssessmentDesk(
            store: store,
            vault: vault,
            tenants: settings[AssessmentSettings.tenants],
            view: AssessmentViewQueries(client: database, checkpoints: view.checkpoints),
            seats: SeatsQueries(client: database, checkpoints: seats.checkpoints)
        )
        let policies = AssessmentPolicies(
            desk: desk,
            database: databaseConfiguration,
            client: database,
            bus: bus,
            streamingLog: frame.streamingLog,
            log: log
        )

        frame.metrics.collect(PartMetrics.pool(database, named: "assessment"))
        frame.metrics.collect(PartMetrics.pool(vaultDatabase, named: "vault"))
        frame.metrics.collect(PartMetrics.store(store))
        frame.metrics.collect(watch.collector())
        frame.metrics.collect(PartMetrics.rebuilds([rebuild, rebuildSeats]))
        frame.metrics.collect(PartMetrics.relay(relay))
        frame.metrics.collect(PartMetrics.projections([seats, policies.enrolment]))
        frame.metrics.collect(
            PartMetrics.localProjections(policies.runners.merging(["assessment-view": view]) { $1 })
        )
        frame.health.add("database") { await .database(database) }
        frame.health.add("relay") { .relay(relay.metrics()) }
        frame.health.add("view") { .projection(view.status()) }
        frame.health.add("seats") { .projection(seats.status()) }
        policies.addChecks(to: frame.health)

        // Bodies hold answers and keys: without a key, whoever reads the digests could try them out.
        var routes = frame.routes(fingerprintKey: masterKey.derive(4, context: "requests"))
        routes.addFeed(store.feed, lanes: store.laneCount, roles: .of(CivilServiceRole.feedReader))
        AssessmentRoutes.addAll(desk: desk, to: &routes)
        OperationRoutes(
            projections: ([view] + policies.runners.values).map { OperatedProjection($0) } + [
                OperatedProjection(seats), OperatedProjection(policies.enrolment),
            ],
            rebuilds: [rebuild, rebuildSeats],
            store: StoreOperations(
                store,
                relay: relay,
                projectionSchemas: [AssessmentView.schema],
                policySchemas: [AssessmentPolicies.schema]
            )
        ).add(to: &routes)
        self.routes = routes
        parts =
            [
                .pool(database, named: "assessment"), .pool(vaultDatabase, named: "vault"), .store(store),
                .relay(relay),
                .upkeep(
                    of: store,
                    keepingCommandsFor: .seconds(86_400 * settings[AssessmentSettings.commandDays]),
                    log: log
                ),
                .projection(view, named: "assessment-view"), .projection(seats), .rebuild(rebuild),
                .rebuild(rebuildSeats), .storeWatch(watch),
            ] + policies.parts
    }
}
