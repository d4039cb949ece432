import CLibrdkafka
import Glibc

/// Copies librdkafka's messages into values.
///
/// Neighbours mostly come from the same partition, so its name is made into a string once per run.
struct RDRecords {
    private var last = KafkaPartition(topic: "", number: -1)

    /// The partition of a message.
    @unsafe mutating func partition(_ message: UnsafePointer<rd_kafka_message_t>) -> KafkaPartition {
        let number = unsafe message.pointee.partition
        let name: UnsafePointer<CChar>? = unsafe rd_kafka_topic_name(message.pointee.rkt)
        guard let name = unsafe name else { return KafkaPartition(topic: "", number: number) }
        let isSame = unsafe last.topic.withCString { unsafe strcmp($0, name) == 0 }
        if !isSame { last.topic = unsafe String(cString: name) }
        last.number = number
        return last
    }

    /// A copy of the message, which may be freed after.
    @unsafe static func record(
        _ message: UnsafePointer<rd_kafka_message_t>,
        _ partition: KafkaPartition
    ) -> KafkaReceivedRecord {
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestamp = unsafe rd_kafka_message_timestamp(message, &kind)
        return KafkaReceivedRecord(
            partition: partition,
            offset: unsafe message.pointee.offset,
            leaderEpoch: nil,
            timestampMilliseconds: kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? nil : timestamp,
            key: unsafe bytes(message.pointee.key, message.pointee.key_len),
            value: unsafe bytes(message.pointee.payload, message.pointee.len),
            packedHeaders: unsafe headers(message)
        )
    }

    @unsafe private static func bytes(_ start: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8]? {
        guard let start = unsafe start else { return nil }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    @unsafe private static func headers(_ message: UnsafePointer<rd_kafka_message_t>) -> PackedHeaders {
        var list: OpaquePointer?
        guard unsafe rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return PackedHeaders()
        }
        var headers = PackedHeaders(capacity: 512)
        var index = 0
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while unsafe rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            index += 1
            guard let name = unsafe name else { continue }
            let nameBytes = unsafe UnsafeRawBufferPointer(start: name, count: strlen(name))
            unsafe headers.append(
                name: nameBytes,
                value: value.map { unsafe UnsafeRawBufferPointer(start: $0, count: size) }
            )
        }
        return headers
    }
}
