import FoundationEssentials

/// One statistics report of a client, decoded only when asked.
package struct KafkaStatistics: Sendable {
    /// The report as librdkafka wrote it.
    package let json: String

    /// The figures metrics need.
    ///
    /// Throws `DecodingError` if librdkafka's format changed.
    package func decoded() throws -> KafkaFigures {
        try JSONDecoder().decode(KafkaFigures.self, from: Data(json.utf8))
    }
}

/// The figures of one statistics report; names follow librdkafka's STATISTICS.md.
package struct KafkaFigures: Sendable, Decodable {
    /// A broker as this client sees it.
    package struct Broker: Sendable, Decodable {
        /// Its `host:port/id`.
        package let name: String
        /// UP, DOWN, INIT and so on.
        package let state: String
        /// Requests waiting to be sent.
        package let queuedRequests: Int64
        /// Requests waiting for their answer.
        package let requestsInFlight: Int64
        /// Requests that ran out of time, in all.
        package let requestTimeouts: Int64
        /// Round trips in microseconds over the last interval.
        package let roundTrip: Window?

        private enum CodingKeys: String, CodingKey {
            case name, state
            case queuedRequests = "outbuf_cnt"
            case requestsInFlight = "waitresp_cnt"
            case requestTimeouts = "req_timeouts"
            case roundTrip = "rtt"
        }
    }

    /// A distribution over the last interval.
    package struct Window: Sendable, Decodable {
        /// The mean.
        package let average: Int64
        /// Half of the values are below.
        package let p50: Int64
        /// All but one in a hundred are below.
        package let p99: Int64
        /// The largest.
        package let maximum: Int64

        private enum CodingKeys: String, CodingKey {
            case average = "avg"
            case p50, p99
            case maximum = "max"
        }
    }

    /// A partition as this client sees it.
    package struct Partition: Sendable, Decodable {
        /// Records between the last committed (or applied) and the last written; -1 if not known.
        package let consumerLag: Int64
        /// Records waiting in the client to be sent.
        package let queuedMessages: Int64
        /// Bytes fetched and not yet read by the application.
        package let fetchQueueBytes: Int64
        /// The end of the log as far as known; -1001 if not known.
        package let highWatermark: Int64
        /// The next offset the application gets; -1001 if not known.
        package let position: Int64

        private enum CodingKeys: String, CodingKey {
            case consumerLag = "consumer_lag"
            case queuedMessages = "msgq_cnt"
            case fetchQueueBytes = "fetchq_size"
            case highWatermark = "hi_offset"
            case position = "app_offset"
        }
    }

    /// The group's state, for consumers.
    package struct Group: Sendable, Decodable {
        /// The membership's state.
        package let state: String
        /// How often the group was rebalanced since the start.
        package let rebalances: Int64
        /// Partitions assigned now.
        package let assigned: Int64

        private enum CodingKeys: String, CodingKey {
            case state
            case rebalances = "rebalance_cnt"
            case assigned = "assignment_size"
        }
    }

    private struct Topic: Decodable, Sendable {
        let partitions: [String: Partition]
    }

    /// The client's own name.
    package let name: String
    /// Messages in the client's queues, sent or not.
    package let messages: Int64
    /// Their bytes.
    package let messageBytes: Int64
    /// Events waiting to be served.
    package let events: Int64
    /// Messages transmitted since the start.
    package let sentMessages: Int64
    /// Messages received since the start.
    package let receivedMessages: Int64
    /// The brokers by name.
    package let brokers: [String: Broker]
    /// The group's state, for consumers.
    package let group: Group?
    private let topics: [String: Topic]

    /// Every partition this client works on.
    package var partitions: [KafkaPartition: Partition] {
        var partitions: [KafkaPartition: Partition] = [:]
        for (name, topic) in topics {
            for (number, figures) in topic.partitions {
                // librdkafka lists records without a partition yet under -1.
                guard let number = Int32(number), number >= 0 else { continue }
                partitions[KafkaPartition(topic: name, number: number)] = figures
            }
        }
        return partitions
    }

    private enum CodingKeys: String, CodingKey {
        case name, brokers, topics
        case messages = "msg_cnt"
        case messageBytes = "msg_size"
        case events = "replyq"
        case sentMessages = "txmsgs"
        case receivedMessages = "rxmsgs"
        case group = "cgrp"
    }
}
