/// What records of one kind have in common: headers that never change, then headers whose values do.
package struct KafkaRecordShape: Sendable {
    let constant: [KafkaHeader]
    let varying: [String]
    /// All names, constant ones first, each with a NUL after it; then the constant values.
    let text: [UInt8]
    /// Start and length in `text` of every name, then of every constant value.
    let places: [Int]
    /// Bytes that the constant headers and all names count for against the producer's bound.
    let size: Int

    /// - Parameters:
    ///   - constant: headers with their values, none of which is null.
    ///   - varying: names of the headers that follow.
    package init(constant: [(name: String, value: [UInt8])], varying: [String]) {
        self.constant = constant.map { KafkaHeader(name: $0.name, value: $0.value) }
        self.varying = varying
        var text: [UInt8] = []
        var places: [Int] = []
        for part in (constant.map(\.name) + varying).map({ Array($0.utf8) }) + constant.map(\.value) {
            places += [text.count, part.count]
            text.append(contentsOf: part + [0])
        }
        self.text = text
        self.places = places
        size = 64 + text.count + 4 * (constant.count + varying.count)
    }
}

/// Records of one partition in one buffer: a batch costs a few allocations, whatever its size.
///
/// Keys and values are ranges of the buffer, which may overlap, so that what stands in several places is written once.
package struct KafkaPackedRecords: Sendable {
    package let topic: String
    package let partition: Int32
    let shape: KafkaRecordShape
    /// What the ranges are in.
    package var bytes: [UInt8] = []
    private(set) var sizes: [Int] = []
    /// Of each record the timestamp, then start and length of its key, value and varying headers; a negative length is
    /// an absent one.
    private(set) var places: [Int] = []
    private var packedBytes = 0

    package init(topic: String, partition: Int32, shape: KafkaRecordShape, capacity: Int) {
        self.topic = topic
        self.partition = partition
        self.shape = shape
        sizes.reserveCapacity(capacity)
        places.reserveCapacity(capacity * stride)
    }

    package var count: Int { sizes.count }
    /// What they take of a producer's queue, in bytes.
    package var size: Int { sizes.reduce(0, +) }
    /// Numbers that a record takes in `places`.
    var stride: Int { 1 + 2 * (2 + shape.varying.count) }

    /// Adds a record whose key and value are in `bytes`; its headers follow, one call for each name of the shape.
    package mutating func add(key: Range<Int>, value: Range<Int>, timestampMilliseconds: Int64) {
        precondition(places.count == count * stride, "The record before has too few or too many headers.")
        sizes.append(shape.size + bytes.count - packedBytes)
        packedBytes = bytes.count
        places.append(Int(timestampMilliseconds))
        addHeader(key)
        addHeader(value)
    }

    /// The value of the next header; a record does not have it when it is nil.
    package mutating func addHeader(_ value: Range<Int>?) {
        places.append(value?.lowerBound ?? 0)
        places.append(value?.count ?? -1)
    }

    /// One of the records by itself.
    package func record(at index: Int) -> KafkaRecord {
        func part(_ part: Int) -> [UInt8]? {
            let place = index * stride + 1 + 2 * part
            guard places[place + 1] >= 0 else { return nil }
            return Array(bytes[places[place]..<places[place] + places[place + 1]])
        }
        let varying = shape.varying.enumerated().compactMap { number, name in
            part(number + 2).map { KafkaHeader(name: name, value: $0) }
        }
        return KafkaRecord(
            topic: topic,
            partition: partition,
            key: part(0),
            value: part(1),
            headers: shape.constant + varying,
            timestampMilliseconds: Int64(places[index * stride])
        )
    }
}

/// What became of a batch, as far as its order has no hole.
package struct KafkaBatchOutcome: Sendable, Equatable {
    /// How many records from the first on were acknowledged before one that was not.
    package var delivered = 0
    /// The offset of the last of them; -1 when the broker did not tell.
    package var lastOffset: Int64 = -1
    /// The lowest and highest offsets that the broker told; nil when it told none.
    package var offsets: ClosedRange<Int64>?
    /// Every offset was above the one before.
    package var isRising = true
    /// Why the first record that was not acknowledged was not; nil when all were.
    package var failure: KafkaDeliveryFailure?
}
