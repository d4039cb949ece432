import CLibrdkafka

/// librdkafka's partition lists as Swift values and back.
enum RDPartitionList {
    /// Calls the body with a list that lives for the call.
    @unsafe static func with<Value, Failure: Error>(
        _ offsets: [(partition: KafkaPartition, offset: Int64)],
        _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        guard let list = unsafe rd_kafka_topic_partition_list_new(Int32(offsets.count)) else {
            preconditionFailure("librdkafka aborts the process when memory runs out, so there is a list.")
        }
        defer { unsafe rd_kafka_topic_partition_list_destroy(list) }
        for (partition, offset) in offsets {
            let entry = unsafe rd_kafka_topic_partition_list_add(list, partition.topic, partition.number)
            unsafe entry?.pointee.offset = offset
        }
        return try unsafe body(list)
    }

    /// The partitions of a list, in its order.
    @unsafe static func partitions(
        _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    ) -> [KafkaPartition] {
        guard let list = unsafe list else { return [] }
        return (0..<Int(unsafe list.pointee.cnt)).map { index in
            let entry = unsafe list.pointee.elems[index]
            return KafkaPartition(topic: unsafe String(cString: entry.topic), number: unsafe entry.partition)
        }
    }

    /// Throws the first entry's own error, if any has one.
    @unsafe static func check(_ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) throws(KafkaError) {
        for index in 0..<Int(unsafe list.pointee.cnt) {
            try KafkaError.check(unsafe list.pointee.elems[index].err)
        }
    }
}

extension KafkaOffset {
    /// As librdkafka writes it; nil for a negative offset, which means nothing.
    var raw: Int64? {
        switch self {
        case .beginning: Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .end: Int64(RD_KAFKA_OFFSET_END)
        case .at(let offset): offset >= 0 ? offset : nil
        }
    }
}
