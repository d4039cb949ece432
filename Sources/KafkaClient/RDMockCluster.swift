import CLibrdkafka
import Synchronization

/// librdkafka's mock cluster inside this process.
///
/// Unchecked: the pointers are constant; the mock cluster runs every call on its own thread, and `handle` keeps calls
/// and the end apart.
@safe final class RDMockCluster: @unchecked Sendable {
    let bootstrapServers: String
    let handle: RDHandle
    private let cluster: OpaquePointer

    init(brokers: Int) throws(KafkaError) {
        let settings = unsafe rd_kafka_conf_new()
        // The cluster's log would go to stderr, and its lines are about every connection.
        unsafe rd_kafka_conf_set_log_cb(settings) { _, _, _, _ in }
        var text = [CChar](repeating: 0, count: 512)
        guard let client = unsafe rd_kafka_new(RD_KAFKA_PRODUCER, settings, &text, text.count) else {
            unsafe rd_kafka_conf_destroy(settings)
            throw KafkaError(code: .invalidArgument, message: RDConfiguration.string(text))
        }
        guard let cluster = unsafe Self.start(client, Int32(brokers)) else {
            unsafe rd_kafka_destroy(client)
            throw KafkaError(code: .invalidArgument, message: "The embedded broker did not start.")
        }
        unsafe self.cluster = unsafe cluster
        handle = unsafe RDHandle(client)
        bootstrapServers = unsafe String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    /// The addresses of all clusters this process has had.
    ///
    /// librdkafka makes the cluster's identity of its address, and the allocator likes to hand out again what was just
    /// freed: a new broker would pass for the one that is gone, with all its records.
    private static let used = Mutex<Set<UInt>>([])

    /// A cluster whose identity no other of this process has had; nil if it does not start.
    private static func start(_ client: OpaquePointer, _ brokers: Int32) -> OpaquePointer? {
        guard let cluster = unsafe rd_kafka_mock_cluster_new(client, brokers) else { return nil }
        let isNew = used.withLock { $0.insert(UInt(bitPattern: cluster)).inserted }
        if isNew { return unsafe cluster }
        // While this one is there, the next must stand elsewhere.
        defer { unsafe rd_kafka_mock_cluster_destroy(cluster) }
        return unsafe start(client, brokers)
    }

    private func call(_ body: (OpaquePointer) -> rd_kafka_resp_err_t) throws(KafkaError) {
        let code = unsafe handle.use { _ in unsafe body(cluster) }
        guard let code else { throw KafkaError.closed }
        try KafkaError.check(code)
    }

    func createTopic(_ name: String, partitions: Int32, replicas: Int32) throws(KafkaError) {
        try unsafe call { unsafe rd_kafka_mock_topic_create($0, name, partitions, replicas) }
    }

    func pushErrors(_ api: Int16, _ codes: [Int32]) {
        let codes = codes.map { rd_kafka_resp_err_t(rawValue: $0) }
        _ = unsafe handle.use { _ in
            unsafe rd_kafka_mock_push_request_errors_array(cluster, api, codes.count, codes)
        }
    }

    func clearErrors(_ api: Int16) {
        _ = unsafe handle.use { _ in unsafe rd_kafka_mock_clear_request_errors(cluster, api) }
    }

    func setDown(_ broker: Int32) throws(KafkaError) {
        try unsafe call { unsafe rd_kafka_mock_broker_set_down($0, broker) }
    }

    func setUp(_ broker: Int32) throws(KafkaError) {
        try unsafe call { unsafe rd_kafka_mock_broker_set_up($0, broker) }
    }

    func setLeader(_ partition: KafkaPartition, _ broker: Int32) throws(KafkaError) {
        try unsafe call { unsafe rd_kafka_mock_partition_set_leader($0, partition.topic, partition.number, broker) }
    }

    func setRoundTripTime(_ broker: Int32, _ milliseconds: Int32) throws(KafkaError) {
        try unsafe call { unsafe rd_kafka_mock_broker_set_rtt($0, broker, milliseconds) }
    }

    /// Blocks for a moment; never on the cooperative pool.
    func destroy() {
        guard let client = unsafe handle.retire() else { return }
        unsafe rd_kafka_mock_cluster_destroy(cluster)
        unsafe rd_kafka_destroy(client)
    }
}

extension RDMockCluster {
    /// Destroys on a plain thread.
    func close() { if handle.refuse() { RDThread.start { self.destroy() } } }
}
