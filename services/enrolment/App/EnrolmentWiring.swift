import CivilServiceKernel
import Cryptography
import EnrolmentEvents
import EventStorePostgres
import EventStreaming
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// Everything the process is made of, from the ground up.
struct EnrolmentWiring {
    let parts: [ProcessComponent]
    let routes: ServiceRoutes

    init(_ frame: ServiceFrame) async throws {
        let settings = frame.settings
        let log = frame.log
        let name = EnrolmentService.name
        let databaseConfiguration = settings.postgres(DataSettings.database, as: name)
        let database = PostgresClient(databaseConfiguration)
        let vaultDatabase = PostgresClient(settings.postgres(DataSettings.vaultDatabase, as: name))
        let masterKey = try settings.vaultMasterKey()
        let vault = try await PostgresPersonalDataVault.open(vaultDatabase, masterKey: masterKey)

        var configuration = EventStoreConfiguration(schema: "enrolment", source: EnrolmentStream.context)
        configuration.lanes = settings[EnrolmentSettings.lanes]
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
        _ = try await migrate(database, schema: EnrolmentView.schema, migrations: EnrolmentView.migrations)
        _ = try await migrate(database, schema: EnrolmentPolicies.schema, migrations: EnrolmentPolicies.migrations)
        let view = LocalProjectionRunner(
            EnrolmentView(),
            schema: EnrolmentView.schema,
            store: store,
            database: databaseConfiguration,
            client: database,
            log: frame.streamingLog
        )
        let erasedKeys = LocalProjectionRunner(
            ErasedKeys(vault: vault),
            // Beside the policies: the view's schema may be dropped and made anew.
            schema: EnrolmentPolicies.schema,
            store: store,
            database: databaseConfiguration,
            client: database,
            log: frame.streamingLog
        )
        let rebuild = Rebuild(
            "enrolment-view",
            schema: EnrolmentView.schema,
            database: database,
            projection: { EnrolmentView(schema: $0) },
            migrations: { EnrolmentView.migrations(schema: $0) },
            feeds: [EnrolmentStream.context: store.feed],
            shadow: { schema in
                Rebuild.Shadow(
                    LocalProjectionRunner(
                        EnrolmentView(schema: schema),
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
        let watch = StoreWatch(store, log: log)
        let desk = EnrolmentDesk(
            store: store,
            vault: vault,
            tenants: settings[EnrolmentSettings.tenants],
            view: EnrolmentViewQueries(client: database, checkpoints: view.checkpoints)
        )
        let policies = EnrolmentPolicies(
            desk: desk,
            database: databaseConfiguration,
            client: database,
            sources: EventSources(EnrolmentSettings.sources, of: frame, as: name),
            streamingLog: frame.streamingLog,
            log: log
        )

        frame.metrics.collect(PartMetrics.pool(database, named: "enrolment"))
        frame.metrics.collect(PartMetrics.pool(vaultDatabase, named: "vault"))
        frame.metrics.collect(PartMetrics.store(store))
        frame.metrics.collect(watch.collector())
        frame.metrics.collect(PartMetrics.rebuilds([rebuild]))
        frame.metrics.collect(PartMetrics.relay(relay))
        let projections = ["enrolment-view": view, "erased-keys": erasedKeys]
        frame.metrics.collect(PartMetrics.localProjections(policies.runners.merging(projections) { $1 }))
        frame.metrics.collect(PartMetrics.projections([policies.exams]))
        frame.health.add("database") { await .database(database) }
        frame.health.add("relay") { .relay(relay.metrics()) }
        frame.health.add("view") { .projection(view.status()) }
        frame.health.add("erased-keys") { .projection(erasedKeys.status()) }
        policies.addChecks(to: frame.health)

        // Bodies hold names and numbers: without a key, whoever reads the digests could try them out.
        var routes = frame.routes(fingerprintKey: masterKey.derive(4, context: "requests"))
        routes.addFeed(store.feed, lanes: store.laneCount, roles: .of(CivilServiceRole.feedReader))
        RegisterRoutes.addAll(desk: desk, to: &routes)
        BatchRoutes.addAll(desk: desk, codes: RoomCodes(masterKey: masterKey), to: &routes)
        let operated = [view, erasedKeys] + policies.runners.values
        OperationRoutes(
            projections: operated.map { OperatedProjection($0) } + [OperatedProjection(policies.exams)],
            rebuilds: [rebuild],
            store: StoreOperations(
                store,
                relay: relay,
                projectionSchemas: [EnrolmentView.schema],
                policySchemas: [EnrolmentPolicies.schema]
            )
        ).add(to: &routes)
        self.routes = routes
        parts =
            [
                .pool(database, named: "enrolment"), .pool(vaultDatabase, named: "vault"), .store(store), .relay(relay),
                .upkeep(
                    of: store,
                    keepingCommandsFor: .seconds(86_400 * settings[EnrolmentSettings.commandDays]),
                    log: log
                ),
                .projection(view, named: "enrolment-view"), .projection(erasedKeys, named: "erased-keys"),
                .rebuild(rebuild), .storeWatch(watch),
            ] + policies.parts
    }
}
