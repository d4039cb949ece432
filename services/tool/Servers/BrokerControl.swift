import Foundation
import KafkaClient

/// Makes an embedded broker fail on purpose, by lines of a named pipe.
struct BrokerControl: Sendable {
    let broker: EmbeddedBroker
    /// How many brokers the cluster has.
    let brokers: Int32
    let topics: [KafkaTopic]

    /// What `obey` understands, for the help text.
    static let words = "down, up, leader N, fail N, slow MILLISECONDS, heal"

    /// Requests whose answers fail.
    private static let requests: [EmbeddedBroker.Request] = [
        .produce, .fetch, .metadata, .heartbeat, .syncGroup, .findCoordinator,
    ]
    /// Not a leader, request timed out, not enough replicas, coordinator loading, not a leader, a broken connection.
    private static let errors = [6, 7, 19, 14, 6, -195].map { KafkaErrorCode(rawValue: $0) }

    /// Reads lines from the pipe, on a thread of its own, as long as the process lives.
    func listen(to pipe: URL) throws {
        // For reading and writing: so the last writer that goes is no end.
        let file = try FileHandle(forUpdating: pipe)
        let splitter = LineSplitter { line in
            do {
                try obey(line)
            } catch {
                Console.complain("the broker did not do '\(line)': \(error)")
            }
        }
        Thread.detachNewThread {
            while true {
                let bytes = file.availableData
                guard !bytes.isEmpty else { return }
                splitter.take(bytes)
            }
        }
    }

    private func obey(_ line: String) throws {
        let words = line.split(separator: " ")
        let number = words.count > 1 ? Int32(words[1]) ?? 0 : 0
        switch words.first {
        case "down": try broker.setBrokerDown()
        case "up": try broker.setBrokerUp()
        case "leader":
            for topic in topics {
                for partition in 0..<topic.partitions {
                    let place = KafkaPartition(topic: topic.name, number: partition)
                    try broker.setLeader(of: place, to: number % brokers + 1)
                }
            }
        case "fail":
            for request in Self.requests { broker.pushErrors(request, Array(Self.errors.prefix(Int(number)))) }
        case "slow": try broker.setRoundTripTime(.milliseconds(number))
        case "heal":
            for request in Self.requests { broker.clearErrors(request) }
            try broker.setRoundTripTime(.zero)
            try broker.setBrokerUp()
        default: throw Refusal("it knows \(Self.words)")
        }
    }
}
