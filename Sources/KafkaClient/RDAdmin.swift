import CLibrdkafka

/// Topic administration on plain threads.
///
/// Unchecked: the pointer is constant, and `handle` keeps its use and its end apart.
@safe final class RDAdmin: @unchecked Sendable {
    private let handle: RDHandle

    init(_ configuration: KafkaConfiguration) throws(KafkaError) {
        handle = unsafe RDHandle(
            try RDConfiguration.client(
                .producer,
                configuration,
                defaults: ["reconnect.backoff.max.ms": "1000"],
                fixed: ["log_level": "0"],
                events: RD_KAFKA_EVENT_ERROR
            )
        )
    }

    private func call<Value>(_ body: (OpaquePointer) throws(KafkaError) -> Value) throws(KafkaError) -> Value {
        let value = try unsafe handle.use(body)
        guard let value else { throw .closed }
        return value
    }

    /// Outcome by topic; throws what concerns the request as a whole.
    func create(_ topics: [KafkaTopic], _ milliseconds: Int32) throws(KafkaError) -> [String: KafkaError?] {
        try unsafe call { (client) throws(KafkaError) in
            var list: [OpaquePointer?] = unsafe []
            defer { unsafe list.forEach { unsafe rd_kafka_NewTopic_destroy($0) } }
            for topic in topics { unsafe list.append(try newTopic(topic)) }
            return try unsafe request(client, RD_KAFKA_ADMIN_OP_CREATETOPICS, milliseconds) { options, queue in
                unsafe rd_kafka_CreateTopics(client, &list, list.count, options, queue)
            } results: { event, count in
                unsafe rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
            }
        }
    }

    @unsafe private func newTopic(_ topic: KafkaTopic) throws(KafkaError) -> OpaquePointer? {
        var text = [CChar](repeating: 0, count: 512)
        let new = unsafe rd_kafka_NewTopic_new(
            topic.name,
            topic.partitions,
            topic.replicationFactor,
            &text,
            text.count
        )
        guard let new = unsafe new else {
            throw KafkaError(code: .invalidArgument, message: "Topic \(topic.name): \(RDConfiguration.string(text))")
        }
        for (name, value) in topic.configuration { unsafe rd_kafka_NewTopic_set_config(new, name, value) }
        return unsafe new
    }

    /// Outcome by topic; throws what concerns the request as a whole.
    func delete(_ topics: [String], _ milliseconds: Int32) throws(KafkaError) -> [String: KafkaError?] {
        try unsafe call { (client) throws(KafkaError) in
            var list = unsafe topics.map { unsafe rd_kafka_DeleteTopic_new($0) }
            defer { unsafe list.forEach { unsafe rd_kafka_DeleteTopic_destroy($0) } }
            return try unsafe request(client, RD_KAFKA_ADMIN_OP_DELETETOPICS, milliseconds) { options, queue in
                unsafe rd_kafka_DeleteTopics(client, &list, list.count, options, queue)
            } results: { event, count in
                unsafe rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
            }
        }
    }

    @unsafe private func request(
        _ client: OpaquePointer,
        _ operation: rd_kafka_admin_op_t,
        _ milliseconds: Int32,
        send: (OpaquePointer?, OpaquePointer?) -> Void,
        results: (OpaquePointer, inout Int) -> UnsafeMutablePointer<OpaquePointer?>?
    ) throws(KafkaError) -> [String: KafkaError?] {
        let queue = unsafe rd_kafka_queue_new(client)
        defer { unsafe rd_kafka_queue_destroy(queue) }
        let options = unsafe rd_kafka_AdminOptions_new(client, operation)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        unsafe rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, nil, 0)
        unsafe rd_kafka_AdminOptions_set_operation_timeout(options, milliseconds, nil, 0)
        unsafe send(options, queue)
        guard let event = unsafe rd_kafka_queue_poll(queue, milliseconds + 5000) else {
            throw KafkaError(code: .timedOut)
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        if unsafe rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR { throw unsafe eventError(event) }
        var count = 0
        var outcome: [String: KafkaError?] = [:]
        guard let list = unsafe results(event, &count) else { return outcome }
        for index in 0..<count {
            let result = unsafe list[index]
            let code = KafkaErrorCode(rawValue: unsafe rd_kafka_topic_result_error(result).rawValue)
            let name = unsafe String(cString: rd_kafka_topic_result_name(result))
            let message = unsafe rd_kafka_topic_result_error_string(result).map { unsafe String(cString: $0) }
            outcome[name] = .some(code.rawValue == 0 ? nil : KafkaError(code: code, message: message))
        }
        return outcome
    }

    func describe(_ milliseconds: Int32) throws(KafkaError) -> KafkaClusterDescription {
        try unsafe call { (client) throws(KafkaError) in
            let (brokers, partitions) = try unsafe RDTopics.describe(client, milliseconds)
            let identity = unsafe rd_kafka_clusterid(client, milliseconds)
            defer { if let identity = unsafe identity { unsafe rd_kafka_mem_free(client, identity) } }
            return KafkaClusterDescription(
                clusterID: unsafe identity.map { unsafe String(cString: $0) },
                brokers: brokers,
                partitions: partitions
            )
        }
    }

    /// Asks for one topic by name, upon which a broker that may do so makes it.
    func touch(_ topic: String, _ milliseconds: Int32) throws(KafkaError) {
        try unsafe call { (client) throws(KafkaError) in
            let handle = unsafe rd_kafka_topic_new(client, topic, nil)
            defer { if let handle = unsafe handle { unsafe rd_kafka_topic_destroy(handle) } }
            var metadata: UnsafePointer<rd_kafka_metadata>?
            try KafkaError.check(unsafe rd_kafka_metadata(client, 0, handle, &metadata, milliseconds))
            if let metadata = unsafe metadata { unsafe rd_kafka_metadata_destroy(metadata) }
        }
    }

    func close() {
        guard handle.refuse() else { return }
        RDThread.start { [self] in
            if let client = unsafe handle.retire() { unsafe rd_kafka_destroy(client) }
        }
    }
}

/// What a cluster says of its topics.
enum RDTopics {
    /// Blocks up to the limit; asks for no topic by name, so that none is made by asking.
    @unsafe static func describe(_ client: OpaquePointer, _ milliseconds: Int32)
        throws(KafkaError) -> (brokers: Int, partitions: [String: Int32])
    {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        try KafkaError.check(unsafe rd_kafka_metadata(client, 1, nil, &metadata, milliseconds))
        guard let metadata = unsafe metadata else { throw KafkaError(code: .timedOut) }
        defer { unsafe rd_kafka_metadata_destroy(metadata) }
        var partitions: [String: Int32] = [:]
        for index in 0..<Int(unsafe metadata.pointee.topic_cnt) {
            let topic = unsafe metadata.pointee.topics[index]
            guard unsafe topic.err == RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
            partitions[unsafe String(cString: topic.topic)] = unsafe topic.partition_cnt
        }
        return (Int(unsafe metadata.pointee.broker_cnt), partitions)
    }
}
