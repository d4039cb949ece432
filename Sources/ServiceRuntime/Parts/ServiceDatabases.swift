package import Cryptography
package import EventStorePostgres
package import PostgresClient
package import ProjectionRuntime

/// The database of a service, and the vault with the keys of personal data: open, measured and checked.
package struct ServiceDatabases: Sendable {
    /// How the pool is called in the figures.
    package let name: String
    /// For who needs a connection of its own.
    package let configuration: PostgresConfiguration
    package let client: PostgresClient
    package let vault: PostgresPersonalDataVault
    /// Other keys of the service are derived from it.
    package let masterKey: SymmetricKey
    private let vaultClient: PostgresClient
    private let frame: ServiceFrame

    /// - `cachedKeys`: how many people's keys are kept in memory for a minute.
    /// - `client`: how the process introduces itself to PostgreSQL; `name` when it is nil.
    package init(_ name: String, in frame: ServiceFrame, as client: String? = nil, cachedKeys: Int = 10_000)
        async throws
    {
        self.name = name
        self.frame = frame
        let settings = frame.settings
        configuration = settings.postgres(DataSettings.database, as: client ?? name)
        self.client = PostgresClient(configuration)
        vaultClient = PostgresClient(settings.postgres(DataSettings.vaultDatabase, as: client ?? name))
        for client in [self.client, vaultClient] { try await client.requireOwnSessions() }
        masterKey = try settings.vaultMasterKey()
        vault = try await PostgresPersonalDataVault.open(vaultClient, masterKey: masterKey, cachedKeys: cachedKeys)
        frame.metrics.collect(PartMetrics.pool(self.client, named: name))
        frame.metrics.collect(PartMetrics.pool(vaultClient, named: "vault"))
        frame.health.add("database") { [client = self.client] in await .database(client) }
    }

    /// The pools, which go below everything else.
    package var components: [ProcessComponent] {
        [.pool(client, named: name), .pool(vaultClient, named: "vault")]
    }

    /// A read model that is folded from the bus into this database, with its tables and its rebuild.
    ///
    /// - `check`: what readiness calls it; `name` when it is nil.
    package func readModel<Model: ReadModel>(
        _ model: Model.Type,
        named name: String,
        check: String? = nil,
        from bus: EventSources
    ) async throws -> ProjectionPart {
        try await Model.makeTables(in: client)
        let runner = bus.runner(of: Model(schema: Model.schema), schema: Model.schema, database: client)
        let rebuild = Rebuild(
            name,
            of: model,
            database: client,
            feeds: bus.feeds,
            shadow: { [client] schema in
                let next = Model(schema: schema)
                return Rebuild.Shadow(bus.runner(of: next, schema: schema, database: client, groupSuffix: ".next"))
            },
            lookAgain: { runner.lookAgain() },
            log: frame.streamingLog
        )
        return ProjectionPart(runner, named: name, check: check, rebuild: rebuild)
    }
}
