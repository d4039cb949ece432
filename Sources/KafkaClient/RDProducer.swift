import CLibrdkafka
import Synchronization

/// The producer's handle, its thread, and the way of a record to librdkafka and of its report back.
///
/// Unchecked: the pointers are constant; `topics` is touched only by who holds the gate's turn, and by the thread after
/// the handle has retired.
@safe final class RDProducer: @unchecked Sendable {
    let handle: RDHandle
    let gate: ProducerGate
    let sink: RDEventSink
    let closed = Completion<Int>()
    let isStopping = Atomic(false)
    let client: OpaquePointer
    let events: OpaquePointer
    private var topics: [String: OpaquePointer] = unsafe [:]

    static let defaults = [
        "enable.idempotence": "true", "acks": "all", "message.timeout.ms": "0", "linger.ms": "5",
        "partitioner": "murmur2_random", "queue.buffering.max.messages": "100000",
        "queue.buffering.max.kbytes": "65536",
    ]
    static let optional = ["compression.type": "lz4"]
    /// What the promises rest on: every record is reported, acknowledged by all replicas in sync, once and in order, and
    /// no broker makes a topic of its own design because something was sent to it.
    private static let fixed = [
        "delivery.report.only.error": "false", "enable.idempotence": "true", "acks": "all",
        "allow.auto.create.topics": "false",
    ]

    init(_ configuration: KafkaConfiguration, _ sink: RDEventSink) throws(KafkaError) {
        var defaults = Self.defaults
        if sink.onStatistics != nil { defaults["statistics.interval.ms"] = "5000" }
        unsafe client = try unsafe RDConfiguration.client(
            .producer,
            configuration,
            defaults: defaults,
            optional: Self.optional,
            fixed: Self.fixed,
            events: RD_KAFKA_EVENT_DR | RDEventSink.kinds
        )
        unsafe events = unsafe rd_kafka_queue_get_main(client)
        handle = unsafe RDHandle(client)
        let bound = { (name: String) in Int(configuration.properties[name] ?? defaults[name] ?? "") ?? 1 }
        gate = ProducerGate(
            maximumMessages: bound("queue.buffering.max.messages"),
            maximumBytes: bound("queue.buffering.max.kbytes") * 1024
        )
        self.sink = sink
        RDThread.start { self.run() }
    }

    /// Hands the records of the range to librdkafka in order; returns how many it took and why it took no more.
    func produce(_ records: [KafkaRecord], _ range: Range<Int>, batch: UInt64) -> (count: Int, error: KafkaErrorCode?) {
        let outcome = unsafe handle.use { _ in
            unsafe records.withUnsafeBufferPointer { records -> (Int, KafkaErrorCode?) in
                guard let base = records.baseAddress else { return (0, nil) }
                for index in range {
                    let code = unsafe produce(base + index, tag: DeliveryTag(batch: batch, index: index))
                    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                        return (index - range.lowerBound, KafkaErrorCode(rawValue: code.rawValue))
                    }
                }
                return (range.count, nil)
            }
        }
        return outcome ?? (0, .closed)
    }

    /// Works on the record in place: a copy would retain and release every part of it.
    @unsafe private func produce(_ record: UnsafePointer<KafkaRecord>, tag: DeliveryTag) -> rd_kafka_resp_err_t {
        guard let topic = unsafe topic(record.pointee.topic) else { return rd_kafka_last_error() }
        let headers = unsafe headerList(record)
        return unsafe withBytes(record.pointee.key) { key, keySize in
            unsafe withBytes(record.pointee.value) { value, valueSize in
                unsafe bina_produce(
                    client,
                    topic,
                    record.pointee.partition ?? -1,
                    key,
                    keySize,
                    value,
                    valueSize,
                    headers,
                    record.pointee.timestampMilliseconds ?? 0,
                    UnsafeMutableRawPointer(bitPattern: tag.word)
                )
            }
        }
    }

    @unsafe private func headerList(_ record: UnsafePointer<KafkaRecord>) -> OpaquePointer? {
        let count = unsafe record.pointee.headers.count
        guard count > 0 else { return nil }
        let list = unsafe rd_kafka_headers_new(count)
        unsafe record.pointee.headers.withUnsafeBufferPointer { headers in
            for index in headers.indices {
                unsafe withBytes(headers[index].value) { value, valueSize in
                    let isDone: Void? = unsafe headers[index].name.utf8.withContiguousStorageIfAvailable { name in
                        unsafe name.withMemoryRebound(to: CChar.self) { name in
                            _ = unsafe rd_kafka_header_add(
                                list,
                                name.baseAddress ?? emptyName,
                                name.count,
                                value,
                                valueSize
                            )
                        }
                    }
                    if isDone == nil {
                        _ = unsafe rd_kafka_header_add(list, headers[index].name, -1, value, valueSize)
                    }
                }
            }
        }
        return unsafe list
    }

    /// The topic's own handle, made once: by name librdkafka would search its list for every record.
    @unsafe func topic(_ name: String) -> OpaquePointer? {
        if let topic = unsafe topics[name] { return unsafe topic }
        guard let topic = unsafe rd_kafka_topic_new(client, name, nil) else { return nil }
        unsafe topics[name] = unsafe topic
        return unsafe topic
    }
}

/// The word librdkafka carries per record: which batch, and which of its records.
struct DeliveryTag {
    static let maximumRecords = 1 << 24

    let batch: UInt64
    let index: Int

    init(batch: UInt64, index: Int) {
        self.batch = batch
        self.index = index
    }

    init(word: UInt) {
        batch = UInt64(word >> 24)
        index = Int(word & UInt(Self.maximumRecords - 1))
    }

    var word: UInt { UInt(batch) << 24 | UInt(index) }
}

/// What an empty name or value points to, since a null pointer would mean that there is none.
nonisolated(unsafe) let emptyName = unsafe UnsafePointer<CChar>(
    UnsafeMutablePointer<CChar>.allocate(capacity: 1)
)

/// Pointer and size of the bytes; null for nil, and not null for empty.
@unsafe private func withBytes<Result>(
    _ bytes: [UInt8]?,
    _ body: (UnsafeRawPointer?, Int) -> Result
) -> Result {
    guard let bytes else { return body(nil, 0) }
    return unsafe bytes.withUnsafeBytes { buffer in
        unsafe body(buffer.baseAddress ?? UnsafeRawPointer(emptyName), buffer.count)
    }
}

extension RDProducer {
    /// The error after which this producer can do nothing more, if there was one.
    var fatalError: KafkaError? {
        unsafe handle.use { client in unsafe KafkaClient.fatalError(of: client) } ?? nil
    }

    /// Frees all; only the thread calls it, once, after the handle has retired.
    @unsafe func destroy() {
        unsafe topics.values.forEach { unsafe rd_kafka_topic_destroy($0) }
        unsafe topics = [:]
        unsafe rd_kafka_queue_destroy(events)
        unsafe rd_kafka_destroy(client)
    }
}
