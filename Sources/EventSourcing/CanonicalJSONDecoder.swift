/// Decodes what ``CanonicalJSONText`` takes: a few times faster than a decoder of all JSON, and events are read often.
///
/// Every trouble is only a sign to try the full decoder, whose error then counts.
struct CanonicalJSONDecoder: Decoder {
    /// Not for this decoder, or not of the shape that was asked for.
    struct Declined: Error {}

    /// Shared by all containers of one text.
    final class Source: Sendable {
        let text: CanonicalJSONText

        init(_ text: CanonicalJSONText) { self.text = text }
    }

    let source: Source
    let node: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// Nil when it cannot be read this way.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
        guard let text = CanonicalJSONText(bytes) else { return nil }
        return try? Value(from: CanonicalJSONDecoder(source: Source(text), node: 0))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard kind == .object else { throw Declined() }
        return KeyedDecodingContainer(CanonicalJSONObject(source: source, node: node))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard kind == .array else { throw Declined() }
        return CanonicalJSONArray(source: source, node: node)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    var kind: CanonicalJSONText.Kind { source.text.nodes[node].kind }

    func string() throws -> String {
        guard kind == .string, let string = source.text.string(source.text.nodes[node]) else { throw Declined() }
        return string
    }

    func integer<Integer: FixedWidthInteger>() throws -> Integer {
        guard kind == .number, let number = source.text.number(source.text.nodes[node]),
            let integer = Integer(exactly: number)
        else { throw Declined() }
        return integer
    }

    func value<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: self) }
}

extension CanonicalJSONDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { kind == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        switch kind {
        case .yes: true
        case .no: false
        case .object, .array, .string, .number, .null: throw Declined()
        }
    }

    func decode(_ type: String.Type) throws -> String { try string() }
    func decode(_ type: Double.Type) throws -> Double { throw Declined() }
    func decode(_ type: Float.Type) throws -> Float { throw Declined() }
    func decode(_ type: Int.Type) throws -> Int { try integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try value(type) }
}

/// An object's members, found by name.
struct CanonicalJSONObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let source: CanonicalJSONDecoder.Source
    let node: Int
    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] {
        let nodes = source.text.nodes
        var keys: [Key] = []
        var index = node + 1
        while index < nodes[node].next {
            if let key = source.text.string(nodes[index]).flatMap({ Key(stringValue: $0) }) { keys.append(key) }
            index = nodes[index + 1].next
        }
        return keys
    }

    func contains(_ key: Key) -> Bool { source.text.value(of: key.stringValue, in: node) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try member(key).decodeNil() }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try member(key).decode(type) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try member(key).string() }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try member(key).decode(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try member(key).decode(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try member(key).integer() }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try member(key).integer() }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try member(key).integer() }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try member(key).integer() }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try member(key).integer() }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try member(key).integer() }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try member(key).integer() }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try member(key).integer() }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try member(key).integer() }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try member(key).integer() }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try member(key).value(type) }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let value = source.text.value(of: key.stringValue, in: node) else { return nil }
        let member = CanonicalJSONDecoder(source: source, node: value)
        return member.decodeNil() ? nil : try member.value(type)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<Nested>
    {
        try member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { throw CanonicalJSONDecoder.Declined() }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw CanonicalJSONDecoder.Declined() }

    private func member(_ key: Key) throws -> CanonicalJSONDecoder {
        guard let value = source.text.value(of: key.stringValue, in: node) else {
            throw CanonicalJSONDecoder.Declined()
        }
        return CanonicalJSONDecoder(source: source, node: value)
    }
}

/// An array's elements, one after the other.
struct CanonicalJSONArray: UnkeyedDecodingContainer {
    let source: CanonicalJSONDecoder.Source
    private let end: Int
    private var next: Int
    private(set) var currentIndex = 0
    let count: Int?
    var codingPath: [any CodingKey] { [] }
    var isAtEnd: Bool { next >= end }

    init(source: CanonicalJSONDecoder.Source, node: Int) {
        self.source = source
        let nodes = source.text.nodes
        end = nodes[node].next
        next = node + 1
        var (count, index) = (0, next)
        while index < end {
            index = nodes[index].next
            count += 1
        }
        self.count = count
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd else { throw CanonicalJSONDecoder.Declined() }
        guard source.text.nodes[next].kind == .null else { return false }
        _ = try element()
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try element().value(type) }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
        -> KeyedDecodingContainer<Nested>
    {
        try element().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try element().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { throw CanonicalJSONDecoder.Declined() }

    private mutating func element() throws -> CanonicalJSONDecoder {
        guard !isAtEnd else { throw CanonicalJSONDecoder.Declined() }
        let element = CanonicalJSONDecoder(source: source, node: next)
        next = source.text.nodes[next].next
        currentIndex += 1
        return element
    }
}
