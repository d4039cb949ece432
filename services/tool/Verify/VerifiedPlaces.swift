import EventSourcing
import EventStreaming
import KafkaClient
import PostgresClient

/// Where the parts of one installation are that are held against each other.
struct VerifiedPlaces: Sendable {
    /// The service whose store is the truth.
    let source = "enrolment"
    /// The database of the store, of the service's own view and of its policies.
    let store: PostgresConfiguration
    let learningRecord: PostgresConfiguration
    /// Nil where nobody said where it is; then erased keys are not checked.
    let vault: PostgresConfiguration?
    let kafka: KafkaConfiguration
    let topic: String
    /// Only this one's events and rows; nil for all.
    var tenant: TenantID?

    /// Schemas in the store's database.
    let storeSchema = "enrolment"
    let viewSchema = "enrolment_view"
    let policySchema = "enrolment_policies"
    /// The schema in the learning record's database.
    var learningRecordSchema = "learning_record"

    init(
        store: PostgresConfiguration,
        learningRecord: PostgresConfiguration,
        vault: PostgresConfiguration?,
        kafka: KafkaConfiguration,
        topicPrefix: String,
        tenant: TenantID?
    ) {
        self.store = store
        self.learningRecord = learningRecord
        self.vault = vault
        self.kafka = kafka
        topic = TopicPlan.topic(of: source, prefix: topicPrefix)
        self.tenant = tenant
    }

    /// The installation of this checkout, or what the environment names.
    init(_ workplace: Workplace, tenant: TenantID?) async throws {
        let environment = workplace.environment
        func given(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        // In a container there is no checkout, and everything is named.
        let names = ["ENROLMENT_DATABASE_URL", "LEARNING_RECORD_DATABASE_URL", "VAULT_DATABASE_URL"]
        let isNamed = names.allSatisfy { given($0) != nil } && given("KAFKA_BOOTSTRAP_SERVERS") != nil
        let installation = isNamed ? nil : try await Installation(workplace)
        func database(_ variable: String, _ name: String) throws -> PostgresConfiguration {
            PostgresConfiguration(try given(variable) ?? installation?.databaseURL(name) ?? "")
        }
        self.init(
            store: try database("ENROLMENT_DATABASE_URL", ServiceEntry.enrolment.database),
            learningRecord: try database("LEARNING_RECORD_DATABASE_URL", ServiceEntry.learningRecord.database),
            vault: try database("VAULT_DATABASE_URL", vaultDatabase),
            kafka: KafkaConfiguration(
                bootstrapServers: try installation?.bootstrapServers() ?? given("KAFKA_BOOTSTRAP_SERVERS") ?? "",
                properties: Self.properties(given("KAFKA_PROPERTIES") ?? "")
            ),
            topicPrefix: given("KAFKA_TOPIC_PREFIX") ?? "",
            tenant: tenant
        )
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
