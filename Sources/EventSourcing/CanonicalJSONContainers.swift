// What `Encodable` values write into, for `CanonicalJSONWriter`. The kinds that are frequent go straight to the bytes; others
// come back through `CanonicalValue`, which knows every kind.

/// The fields of an object.
struct CanonicalFields<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: CanonicalJSONWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        writer.begin(key)
        writer.appendNull()
    }

    func encode(_ value: Bool, forKey key: Key) {
        writer.begin(key)
        writer.append(value)
    }

    func encode(_ value: String, forKey key: Key) {
        writer.begin(key)
        writer.append(value)
    }

    func encode(_ value: Int, forKey key: Key) {
        writer.begin(key)
        writer.append(value)
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        writer.begin(key)
        try writer.append(encoded: value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
        -> KeyedEncodingContainer<Nested>
    {
        writer.leave().container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { writer.leave().unkeyedContainer() }

    func superEncoder() -> any Encoder { writer.leave() }
    func superEncoder(forKey key: Key) -> any Encoder { writer.leave() }
}

/// The elements of an array.
struct CanonicalElements: UnkeyedEncodingContainer {
    let writer: CanonicalJSONWriter
    var codingPath: [any CodingKey] { [] }
    private(set) var count = 0

    init(writer: CanonicalJSONWriter) { self.writer = writer }

    mutating func encodeNil() {
        begin()
        writer.appendNull()
    }

    mutating func encode(_ value: Bool) {
        begin()
        writer.append(value)
    }

    mutating func encode(_ value: String) {
        begin()
        writer.append(value)
    }

    mutating func encode(_ value: Int) {
        begin()
        writer.append(value)
    }

    mutating func encode<T: Encodable>(_ value: T) throws {
        begin()
        try writer.append(encoded: value)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        writer.leave().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { writer.leave().unkeyedContainer() }

    func superEncoder() -> any Encoder { writer.leave() }

    private mutating func begin() {
        if count > 0 { writer.appendComma() }
        count += 1
    }
}

/// One value alone.
struct CanonicalValue: SingleValueEncodingContainer {
    let writer: CanonicalJSONWriter
    var codingPath: [any CodingKey] { [] }

    func encodeNil() throws {
        try writer.beginValue()
        writer.appendNull()
    }

    func encode(_ value: Bool) throws {
        try writer.beginValue()
        writer.append(value)
    }

    func encode(_ value: String) throws {
        try writer.beginValue()
        writer.append(value)
    }

    func encode(_ value: Int) throws { try integer(value) }
    func encode(_ value: Int8) throws { try integer(value) }
    func encode(_ value: Int16) throws { try integer(value) }
    func encode(_ value: Int32) throws { try integer(value) }
    func encode(_ value: Int64) throws { try integer(value) }
    func encode(_ value: UInt) throws { try integer(value) }
    func encode(_ value: UInt8) throws { try integer(value) }
    func encode(_ value: UInt16) throws { try integer(value) }
    func encode(_ value: UInt32) throws { try integer(value) }
    func encode(_ value: UInt64) throws { try integer(value) }
    func encode(_ value: Double) throws { throw CanonicalJSONWriter.Beyond() }
    func encode(_ value: Float) throws { throw CanonicalJSONWriter.Beyond() }

    func encode<T: Encodable>(_ value: T) throws {
        try writer.beginValue()
        try writer.append(encoded: value)
    }

    private func integer(_ value: some FixedWidthInteger) throws {
        try writer.beginValue()
        writer.append(value)
    }
}
