import CLibrdkafka

extension RDProducer {
    /// Hands the records of the range to librdkafka in order; returns how many it took and why it took no more.
    func produce(_ records: KafkaPackedRecords, _ range: Range<Int>, batch: UInt64)
        -> (count: Int, error: KafkaErrorCode?)
    {
        let outcome = unsafe handle.use { _ -> (Int, KafkaErrorCode?) in
            guard let topic = unsafe topic(records.topic) else {
                return (0, KafkaErrorCode(rawValue: rd_kafka_last_error().rawValue))
            }
            return unsafe RDPackedView.with(records) { view in
                for index in range {
                    let tag = DeliveryTag(batch: batch, index: index)
                    let code = unsafe view.produce(index, to: topic, records.partition, of: client, tag)
                    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
                        return (index - range.lowerBound, KafkaErrorCode(rawValue: code.rawValue))
                    }
                }
                return (range.count, nil)
            }
        }
        return outcome ?? (0, .closed)
    }
}

/// Packed records where their bytes are, for the time of a call.
@unsafe struct RDPackedView {
    private let bytes: UnsafeRawBufferPointer
    private let places: UnsafeBufferPointer<Int>
    private let text: UnsafeRawBufferPointer
    private let textPlaces: UnsafeBufferPointer<Int>
    private let stride: Int
    private let constants: Int
    private let varying: Int

    static func with<R>(_ records: KafkaPackedRecords, _ body: (RDPackedView) -> R) -> R {
        let shape = records.shape
        return unsafe records.bytes.withUnsafeBytes { bytes in
            unsafe records.places.withUnsafeBufferPointer { places in
                unsafe shape.text.withUnsafeBytes { text in
                    unsafe shape.places.withUnsafeBufferPointer { textPlaces in
                        let (constants, varying) = (shape.constant.count, shape.varying.count)
                        return unsafe body(
                            RDPackedView(
                                bytes: bytes,
                                places: places,
                                text: text,
                                textPlaces: textPlaces,
                                stride: records.stride,
                                constants: constants,
                                varying: varying
                            )
                        )
                    }
                }
            }
        }
    }

    /// One record to the producer's queue.
    func produce(
        _ index: Int,
        to topic: OpaquePointer,
        _ partition: Int32,
        of client: OpaquePointer,
        _ tag: DeliveryTag
    ) -> rd_kafka_resp_err_t {
        let place = unsafe index * stride + 1
        let (key, value) = unsafe (part(place), part(place + 2))
        return unsafe bina_produce(
            client,
            topic,
            partition,
            key.start,
            max(0, key.count),
            value.start,
            max(0, value.count),
            headers(place + 4),
            Int64(places[place - 1]),
            UnsafeMutableRawPointer(bitPattern: tag.word)
        )
    }

    /// Without an address for an absent part only, as librdkafka takes it for null.
    private func part(_ place: Int) -> (start: UnsafeRawPointer?, count: Int) {
        let (start, count) = unsafe (places[place], places[place + 1])
        guard count >= 0 else { return (nil, count) }
        return unsafe (bytes.baseAddress.map { unsafe $0 + start } ?? UnsafeRawPointer(emptyName), count)
    }

    /// A new list, whose varying values begin at this place.
    private func headers(_ place: Int) -> OpaquePointer? {
        let list = unsafe rd_kafka_headers_new(constants + varying)
        for number in unsafe 0..<constants {
            let value = unsafe 2 * (constants + varying + number)
            unsafe add(number, text.baseAddress.map { unsafe $0 + textPlaces[value] }, textPlaces[value + 1], to: list)
        }
        for number in unsafe 0..<varying {
            let (value, count) = unsafe part(place + 2 * number)
            if count >= 0 { unsafe add(constants + number, value, count, to: list) }
        }
        return unsafe list
    }

    private func add(_ number: Int, _ value: UnsafeRawPointer?, _ count: Int, to list: OpaquePointer?) {
        let name = unsafe text.baseAddress.map { unsafe $0 + textPlaces[2 * number] }
        _ = unsafe rd_kafka_header_add(
            list,
            name?.assumingMemoryBound(to: CChar.self),
            textPlaces[2 * number + 1],
            value,
            count
        )
    }
}
