import Cryptography
import EventSourcing
package import EventStorePostgres
import EventStreaming
package import PostgresClient
package import ProjectionRuntime

/// What every context that records events is made of, whatever they are about: databases, event store, relay, and what
/// watches over them.
///
/// A service's wiring says only what is its own: its read models, policies, deadlines and routes.
package struct WritingContext: Sendable {
    package let databases: ServiceDatabases
    package let store: PostgresEventStore
    private let name: String
    private let policySchema: String
    private let relay: Relay
    private let watch: StoreWatch
    private let frame: ServiceFrame

    /// Opens everything, and brings store and vault up to date.
    ///
    /// - `name`: of the context, which its process, its store's schema and its events' source share.
    /// - `policySchema`: in its own database; `policyMigrations` make it, with the policies' positions and whatever else
    ///   is to be remembered with them.
    /// - `cachedKeys`: how many people's keys are kept in memory for a minute.
    package init(
        _ name: String,
        policySchema: String,
        policyMigrations: [Migration],
        in frame: ServiceFrame,
        cachedKeys: Int = 10_000
    ) async throws {
        let (settings, log) = (frame.settings, frame.log)
        (self.name, self.policySchema, self.frame) = (name, policySchema, frame)
        databases = try await ServiceDatabases(name, in: frame, cachedKeys: cachedKeys)
        var configuration = EventStoreConfiguration(schema: name, source: name)
        configuration.lanes = settings[DataSettings.lanes]
        configuration.log = { log.relay(.warning, "event store", fields: ["reason": $0]) }
        store = try await PostgresEventStore.open(databases.client, configuration)
        relay = try Relay(
            store,
            database: databases.configuration,
            kafka: settings.kafka(as: name),
            partitions: settings[DataSettings.topicPartitions],
            replicationFactor: Int32(settings[DataSettings.replicationFactor]),
            settings: settings.relay,
            log: frame.streamingLog
        )
        try await migrate(databases.client, schema: policySchema, migrations: policyMigrations)
        watch = StoreWatch(store, log: log)
        frame.metrics.collect(PartMetrics.store(store))
        frame.metrics.collect(watch.collector())
        frame.metrics.collect(PartMetrics.relay(relay))
        frame.health.add("store") { [store] in .store(store) }
        frame.health.add("relay") { [relay] in .relay(relay.metrics()) }
    }

    /// For queries.
    package var client: PostgresClient { databases.client }

    /// What runs, from the ground up; projections, policies and timers go on top.
    package var components: [ProcessComponent] {
        let kept = Duration.seconds(86_400 * frame.settings[DataSettings.commandDays])
        return databases.components + [
            .store(store), .relay(relay), .upkeep(of: store, keepingCommandsFor: kept, log: frame.log),
            .storeWatch(watch),
        ]
    }

    /// The routes that every such service has: probes, figures, feed, and what operators ask of `projections`.
    package func routes(feedReaders: Set<Role>, operating projections: [ProjectionPart]) -> ServiceRoutes {
        // Bodies hold what is nobody else's business: without a key, whoever reads the digests could try it out.
        var routes = frame.routes(fingerprintKey: databases.masterKey.derive(4, context: "requests"))
        routes.addFeed(store.feed, lanes: store.laneCount, roles: feedReaders)
        let operations = StoreOperations(
            store,
            relay: relay,
            projectionSchemas: projections.compactMap(\.schemaOfOwnReadModel),
            policySchemas: [policySchema]
        )
        OperationRoutes(of: projections, store: operations).add(to: &routes)
        return routes
    }
}

extension WritingContext {
    /// A read model of the context's own events, read from the store without Kafka, with its tables and its rebuild.
    ///
    /// - `check`: what readiness calls it; `name` when it is nil.
    package func readModel<Model: ReadModel>(_ model: Model.Type, named name: String, check: String? = nil)
        async throws -> ProjectionPart
    {
        try await Model.makeTables(in: client)
        let rebuild = Rebuild(
            name,
            of: model,
            database: client,
            feeds: [self.name: store.feed],
            shadow: { Rebuild.Shadow(runner(of: Model(schema: $0), schema: $0)) },
            log: frame.streamingLog
        )
        let current = runner(of: Model(schema: Model.schema), schema: Model.schema)
        return ProjectionPart(current, named: name, check: check, rebuild: rebuild)
    }

    /// A projection of the context's own events without tables of its own; its position stands beside the policies',
    /// as a read model's schema may be dropped and made anew.
    package func projection(_ projection: any Projection, named name: String) -> ProjectionPart {
        ProjectionPart(runner(of: projection, schema: policySchema), named: name)
    }

    /// A policy on the context's own events, with a runner of its own, so that one that is stuck holds up no other.
    package func policy(_ policy: any Policy) -> ProjectionPart {
        projection(PolicyProjection(policy, store: store), named: policy.name)
    }

    /// A policy on another context's events.
    ///
    /// - `check`: what readiness calls it; its name when it is nil.
    package func policy(_ policy: any Policy, check: String? = nil, from bus: EventSources) -> ProjectionPart {
        let projection = PolicyProjection(policy, store: store)
        let runner = bus.runner(of: projection, schema: policySchema, database: client)
        return ProjectionPart(runner, named: policy.name, check: check)
    }

    private func runner(of projection: any Projection, schema: String) -> LocalProjectionRunner {
        LocalProjectionRunner(
            projection,
            schema: schema,
            store: store,
            database: databases.configuration,
            client: client,
            log: frame.streamingLog
        )
    }
}
