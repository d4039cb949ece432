/// A header of a record; names may repeat, values may be null.
package struct KafkaHeader: Sendable, Equatable {
    /// The name, UTF-8 on the wire.
    package var name: String
    /// The value; nil is null, which differs from empty.
    package var value: [UInt8]?

    /// A header with these bytes.
    package init(name: String, value: [UInt8]?) {
        self.name = name
        self.value = value
    }

    /// A header with this text as UTF-8.
    package init(name: String, text: String) {
        self.init(name: name, value: Array(text.utf8))
    }
}

/// A record to be produced.
package struct KafkaRecord: Sendable {
    /// The topic's name.
    package var topic: String
    /// The partition, or nil for Java's murmur2 of the key.
    ///
    /// Do not mix both forms on one topic: order breaks.
    package var partition: Int32?
    /// The key; nil is null, which differs from empty.
    package var key: [UInt8]?
    /// The value; nil is a tombstone, which differs from empty.
    package var value: [UInt8]?
    /// The headers, kept in this order.
    package var headers: [KafkaHeader]
    /// Milliseconds since 1970, or nil for now.
    package var timestampMilliseconds: Int64?

    /// A record.
    package init(
        topic: String,
        partition: Int32? = nil,
        key: [UInt8]?,
        value: [UInt8]?,
        headers: [KafkaHeader] = [],
        timestampMilliseconds: Int64? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.headers = headers
        self.timestampMilliseconds = timestampMilliseconds
    }

    /// Bytes this record counts for against the producer's bound; an estimate of its wire size.
    var size: Int {
        var size = 64 + (key?.count ?? 0) + (value?.count ?? 0)
        for header in headers { size += 4 + header.name.utf8.count + (header.value?.count ?? 0) }
        return size
    }
}
