package import Cryptography
import EventStreaming
package import KafkaClient
package import PostgresClient

/// The settings of what a service keeps its data in and publishes to.
package enum DataSettings {
    package static let database = Setting.text(
        "DATABASE_URL",
        "the service's own PostgreSQL database, without a pooler before it",
        allowed: "a libpq connection string or postgresql:// address",
        isSecret: true
    )
    package static let databaseConnections = Setting.integer(
        "DATABASE_CONNECTIONS",
        "how many connections to the database a process opens at most",
        in: 2...500,
        fallback: 8
    )
    package static let vaultDatabase = Setting.text(
        "VAULT_DATABASE_URL",
        "the database that keeps the keys of personal data",
        allowed: "a libpq connection string or postgresql:// address",
        isSecret: true
    )
    package static let vaultMasterKey = Setting.secretFile(
        "VAULT_MASTER_KEY_FILE",
        "the file with the key that opens the keys of personal data: 32 bytes as 64 hexadecimal digits"
    )
    package static let kafkaServers = Setting.text(
        "KAFKA_BOOTSTRAP_SERVERS",
        "the Kafka cluster",
        allowed: "host:port, several separated by commas"
    )
    package static let kafkaProperties = Setting<[String: String]>(
        "KAFKA_PROPERTIES",
        "further librdkafka properties, such as those of TLS and SASL",
        allowed: "name=value pairs separated by semicolons",
        fallback: "",
        isSecret: true
    ) { text throws(SettingRefusal) in
        var properties: [String: String] = [:]
        for pair in text.split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw SettingRefusal("a pair has no =") }
            properties[String(parts[0])] = String(parts[1])
        }
        return properties
    }
    package static let topicPartitions = Setting.integer(
        "KAFKA_TOPIC_PARTITIONS",
        "the partitions of the service's topic; must divide the store's lanes",
        in: 1...1_024,
        fallback: 8
    )
    package static let topicPrefix = Setting<String>(
        "KAFKA_TOPIC_PREFIX",
        "stands before the names of topics and consumer groups, where installations share a cluster",
        allowed: "at most 100 of the characters a-z A-Z 0-9 . _ -",
        fallback: ""
    ) { text throws(SettingRefusal) in
        let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
        guard text.count <= 100, text.allSatisfy(allowed.contains) else { throw SettingRefusal() }
        return text
    }
    package static let replicationFactor = Setting.integer(
        "KAFKA_REPLICATION_FACTOR",
        "on how many brokers each partition is kept when the topic is made",
        in: 1...7,
        fallback: 1
    )

    package static let lanes = Setting.integer(
        "STORE_LANES",
        "the lanes of a new event store; one that exists keeps its own",
        in: 1...1_024,
        fallback: 16
    )
    package static let commandDays = Setting.integer(
        "COMMANDS_KEPT_DAYS",
        "for how many days a command that is sent again is recognised by its Idempotency-Key",
        in: 1...3_650,
        fallback: 90
    )

    /// For a service that writes events.
    package static let writing: [any DeclaredSetting] =
        reading + [vaultDatabase, vaultMasterKey, topicPartitions, replicationFactor, lanes, commandDays]
    /// For a projection.
    package static let reading: [any DeclaredSetting] = [
        database, databaseConnections, kafkaServers, kafkaProperties, topicPrefix,
    ]
}

extension Settings {
    /// The pool's configuration for the database that `setting` names.
    package func postgres(_ setting: Setting<String>, as application: String) -> PostgresConfiguration {
        var configuration = PostgresConfiguration(self[setting])
        configuration.applicationName = application
        configuration.maximumConnections = self[DataSettings.databaseConnections]
        return configuration
    }

    /// The cluster, as `client` introduces itself to it.
    package func kafka(as client: String) -> KafkaConfiguration {
        var configuration = KafkaConfiguration(
            bootstrapServers: self[DataSettings.kafkaServers],
            properties: self[DataSettings.kafkaProperties]
        )
        configuration.clientID = client
        return configuration
    }

    /// Where the relay publishes.
    var relay: RelaySettings {
        var relay = RelaySettings()
        relay.topicPrefix = self[DataSettings.topicPrefix]
        return relay
    }

    /// The vault's master key.
    ///
    /// - Throws: `SettingsError` when the file does not hold 64 hexadecimal digits.
    package func vaultMasterKey() throws(SettingsError) -> SymmetricKey {
        if let bytes = Hex.decode(self[DataSettings.vaultMasterKey]), let key = try? SymmetricKey(bytes: bytes) {
            return key
        }
        let description = DataSettings.vaultMasterKey.description
        throw SettingsError(faults: [
            SettingFault(setting: description, found: nil, reason: "the file does not hold 64 hexadecimal digits")
        ])
    }
}
