/// Where a cluster is and how to talk to it; any librdkafka property passes through (TLS, SASL, timeouts).
package struct KafkaConfiguration: Sendable {
    /// Comma-separated `host:port` list of which at least one must answer.
    package var bootstrapServers: String
    /// librdkafka's own property names; they win over every default of this wrapper.
    package var properties: [String: String]
    /// How this client is named in the broker's logs, quotas and metrics.
    package var clientID: String

    /// A configuration; nothing is checked before a client is made from it.
    package init(bootstrapServers: String, properties: [String: String] = [:]) {
        self.bootstrapServers = bootstrapServers
        self.properties = properties
        clientID = properties["client.id"] ?? "bina"
    }

    /// True for properties whose value must not be printed.
    static func isSecret(_ property: String) -> Bool {
        let property = property.lowercased()
        return ["password", "secret", "key", "jaas", "oauthbearer.config", "token"].contains { property.contains($0) }
    }
}

extension KafkaConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Every property in order of name, secrets hidden.
    package var description: String {
        let shown = properties.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(Self.isSecret(name) ? "(hidden)" : value)"
        }
        return "Kafka at \(bootstrapServers) as \(clientID) [\(shown.joined(separator: ", "))]"
    }

    /// The same as the description: a debugger's log must not leak secrets either.
    package var debugDescription: String { description }

    /// No children, so that `dump` shows no secret.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
