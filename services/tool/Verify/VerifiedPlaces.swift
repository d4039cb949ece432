import EventSourcing
import EventStreaming
import KafkaClient
import PostgresClient

/// Where the parts of one installation are that are held against each other.
struct VerifiedPlaces: Sendable {
    let contexts = VerifiedContext.all
    /// By service: those of the contexts, and those of read models that belong to none.
    let databases: [String: PostgresConfiguration]
    /// Nil where nobody said where it is; then erased keys are not checked.
    let vault: PostgresConfiguration?
    let kafka: KafkaConfiguration
    let topicPrefix: String
    /// Only this one's events and rows; nil for all.
    var tenant: TenantID?

    /// - `databases`: one for each of ``services``.
    ///
    /// - Throws: `Refusal` when one is missing.
    init(
        databases: [String: PostgresConfiguration],
        vault: PostgresConfiguration?,
        kafka: KafkaConfiguration,
        topicPrefix: String,
        tenant: TenantID?
    ) throws {
        for service in Self.services where databases[service.name] == nil {
            throw Refusal("nobody said where the database of \(service.name) is")
        }
        self.databases = databases
        self.vault = vault
        self.kafka = kafka
        self.topicPrefix = topicPrefix
        self.tenant = tenant
    }

    /// Those whose databases are looked at.
    static var services: [ServiceEntry] {
        VerifiedContext.all.map(\.service) + VerifiedReadModel.ofProjections.map(\.service)
    }

    /// The installation of this checkout, or what the environment names.
    init(_ workplace: Workplace, tenant: TenantID?) async throws {
        let environment = workplace.environment
        func given(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        // In a container there is no checkout, and everything is named.
        let names = Self.services.map(Self.variable) + ["VAULT_DATABASE_URL"]
        let isNamed = names.allSatisfy { given($0) != nil } && given("KAFKA_BOOTSTRAP_SERVERS") != nil
        let installation = isNamed ? nil : try await Installation(workplace)
        func database(_ variable: String, _ name: String) throws -> PostgresConfiguration {
            PostgresConfiguration(try given(variable) ?? installation?.databaseURL(name) ?? "")
        }
        let databases = try Self.services.map { ($0.name, try database(Self.variable($0), $0.database)) }
        try self.init(
            databases: Dictionary(databases) { $1 },
            vault: try database("VAULT_DATABASE_URL", vaultDatabase),
            kafka: KafkaConfiguration(
                bootstrapServers: try installation?.bootstrapServers() ?? given("KAFKA_BOOTSTRAP_SERVERS") ?? "",
                properties: Self.properties(given("KAFKA_PROPERTIES") ?? "")
            ),
            topicPrefix: given("KAFKA_TOPIC_PREFIX") ?? "",
            tenant: tenant
        )
    }

    /// The variable that names a service's database, such as `LEARNING_RECORD_DATABASE_URL`.
    static func variable(_ service: ServiceEntry) -> String {
        "\(service.name.uppercased().replacing("-", with: "_"))_DATABASE_URL"
    }

    /// `name=value`, by line or semicolon, as the services read them.
    private static func properties(_ text: String) -> [String: String] {
        let pairs = text.split { $0 == ";" || $0.isNewline }.compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1).map { String($0) }
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        return Dictionary(pairs) { $1 }
    }

    /// For the `where` of a query over rows with a column `tenant`; a tenant's name never needs escaping.
    var tenantCondition: String { tenant.map { "tenant = '\($0.name)'" } ?? "true" }
}

extension VerifiedPlaces {
    var readModels: [VerifiedReadModel] { contexts.flatMap(\.readModels) + VerifiedReadModel.ofProjections }

    /// Everyone who keeps books about a way through a source.
    var consumers: [Consumer] {
        contexts.flatMap(\.consumers) + VerifiedReadModel.ofProjections.flatMap(\.consumers)
    }

    var storeDatabases: [String: PostgresConfiguration] {
        let names = Set(contexts.map(\.name))
        return databases.filter { names.contains($0.key) }
    }

    func topic(of source: String) -> String { TopicPlan.topic(of: source, prefix: topicPrefix) }

    func database(of context: VerifiedContext) throws -> PostgresConfiguration {
        guard let database = databases[context.name] else {
            throw Refusal("nobody said where the database of \(context.name) is")
        }
        return database
    }

    func context(_ name: String) throws -> VerifiedContext {
        guard let context = contexts.first(where: { $0.name == name }) else { throw Refusal("no context is '\(name)'") }
        return context
    }
}
