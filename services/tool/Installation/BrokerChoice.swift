import Foundation

/// Which Kafka an installation talks to.
enum BrokerChoice: Sendable, Equatable {
    /// librdkafka's cluster in a process of ours; keeps nothing across restarts.
    case embedded
    /// An Apache Kafka node that is started from this folder.
    case apache(home: String)
    /// A Kafka that somebody else runs.
    case foreign(bootstrapServers: String)

    /// `KAFKA_BOOTSTRAP_SERVERS` wins over `KAFKA_HOME`; with neither, the embedded broker.
    init(_ environment: [String: String]) {
        if let servers = environment["KAFKA_BOOTSTRAP_SERVERS"], !servers.isEmpty {
            self = .foreign(bootstrapServers: servers)
        } else if let home = environment["KAFKA_HOME"], !home.isEmpty {
            self = .apache(home: home)
        } else {
            self = .embedded
        }
    }

    var explanation: String {
        switch self {
        case .embedded: "the embedded broker (set KAFKA_HOME or KAFKA_BOOTSTRAP_SERVERS for Apache Kafka)"
        case .apache(let home): "Apache Kafka from \(home)"
        case .foreign(let servers): "the Kafka at \(servers)"
        }
    }
}
