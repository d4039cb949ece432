/// One of a store's independent, gap-free sequences of events.
///
/// Every stream belongs to the lane that its key hashes to. The store numbers the events of a lane 1, 2, 3 … in commit
/// order without gaps, so "have I seen everything?" is one comparison for the relay, a projection or an auditor.
package struct Lane: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let number: Int16

    package init(_ number: Int16) { self.number = number }

    /// The lane of a stream in a store with `count` lanes.
    ///
    /// The hash is Kafka's default partitioner (murmur2 of the record key), so when `count` is a multiple of a topic's
    /// partitions, `number % partitions` is the partition that Java clients would choose too.
    package init(of stream: StreamID, count: Int) {
        let hash = murmur2(Array(stream.description.utf8)) & 0x7FFF_FFFF
        number = Int16(hash % UInt32(count))
    }

    /// The topic partition that carries this lane.
    package func partition(of partitions: Int) -> Int32 { Int32(Int(number) % partitions) }

    package var description: String { String(number) }

    package static func < (left: Lane, right: Lane) -> Bool { left.number < right.number }
}

/// MurmurHash2 as `org.apache.kafka.common.utils.Utils.murmur2` computes it (seed 0x9747b28c).
package func murmur2(_ bytes: [UInt8]) -> UInt32 {
    let multiplier: UInt32 = 0x5bd1_e995
    var hash: UInt32 = 0x9747_b28c ^ UInt32(bytes.count)
    var index = 0
    while index + 4 <= bytes.count {
        var word =
            UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16
            | UInt32(bytes[index + 3]) << 24
        word = word &* multiplier
        word ^= word >> 24
        word = word &* multiplier
        hash = hash &* multiplier ^ word
        index += 4
    }
    let rest = bytes.count - index
    if rest == 3 { hash ^= UInt32(bytes[index + 2]) << 16 }
    if rest >= 2 { hash ^= UInt32(bytes[index + 1]) << 8 }
    if rest >= 1 { hash = (hash ^ UInt32(bytes[index])) &* multiplier }
    hash ^= hash >> 13
    hash = hash &* multiplier
    return hash ^ hash >> 15
}
