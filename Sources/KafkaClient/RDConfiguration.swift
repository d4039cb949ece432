import CLibrdkafka

/// librdkafka's configuration object, made from ours.
enum RDConfiguration {
    /// The kinds of client librdkafka knows.
    enum Kind { case producer, consumer }

    /// A client, its log forwarded to its main queue.
    ///
    /// Defaults give way to the caller's properties, optional defaults also to what this build of librdkafka lacks;
    /// fixed ones hold the wrapper's promises and cannot be overridden.
    @unsafe static func client(
        _ kind: Kind,
        _ configuration: KafkaConfiguration,
        defaults: [String: String],
        optional: [String: String] = [:],
        fixed: [String: String] = [:],
        events: Int32
    ) throws(KafkaError) -> OpaquePointer {
        let settings = unsafe rd_kafka_conf_new()
        do {
            for (name, value) in optional where configuration.properties[name] == nil {
                try? unsafe set(settings, name, value)
            }
            let all = common(configuration).merging(defaults) { $1 }.merging(configuration.properties) { $1 }
            for (name, value) in all.merging(fixed, uniquingKeysWith: { $1 }) {
                try unsafe set(settings, name, value)
            }
            unsafe rd_kafka_conf_set_events(settings, events)
            return try unsafe make(kind, settings)
        } catch {
            unsafe rd_kafka_conf_destroy(settings)
            throw error
        }
    }

    private static func common(_ configuration: KafkaConfiguration) -> [String: String] {
        [
            "bootstrap.servers": configuration.bootstrapServers, "client.id": configuration.clientID,
            "client.software.name": "bina", "log.queue": "true", "socket.keepalive.enable": "true",
        ]
    }

    @unsafe private static func make(_ kind: Kind, _ settings: OpaquePointer?) throws(KafkaError) -> OpaquePointer {
        let type = kind == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        var text = [CChar](repeating: 0, count: 512)
        guard let client = unsafe rd_kafka_new(type, settings, &text, text.count) else {
            throw KafkaError(code: .invalidArgument, message: string(text))
        }
        unsafe rd_kafka_set_log_queue(client, nil)
        return unsafe client
    }

    @unsafe private static func set(
        _ settings: OpaquePointer?,
        _ name: String,
        _ value: String
    ) throws(KafkaError) {
        var text = [CChar](repeating: 0, count: 512)
        guard unsafe rd_kafka_conf_set(settings, name, value, &text, text.count) != RD_KAFKA_CONF_OK else { return }
        let reason = KafkaConfiguration.isSecret(name) ? "its value is not accepted" : string(text)
        throw KafkaError(code: .invalidArgument, message: "Kafka property \(name): \(reason)")
    }

    static func string(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
