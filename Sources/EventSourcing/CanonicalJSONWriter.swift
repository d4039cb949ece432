import FoundationEssentials

/// Writes JSON with sorted keys and unescaped slashes byte for byte as `JSONEncoder` does, at a fraction of its cost,
/// for the values that events and answers are made of.
///
/// What is rare in them (fractions, `Date`, `Data`, nested containers) it leaves to `JSONEncoder`.
final class CanonicalJSONWriter: Encoder {
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    private enum Form {
        case nothing
        case value
        case array
        case object
    }

    private var form = Form.nothing
    /// The value, the elements with their commas, or the fields' values one after another.
    private var bytes: [UInt8] = []
    /// Where each field's value begins in `bytes`.
    private var fields: [(key: String, start: Int)] = []
    private var isBeyond = false

    private init() {}

    /// Nil when the value holds something that is left to `JSONEncoder`.
    static func bytes(of value: some Encodable) -> [UInt8]? {
        let writer = CanonicalJSONWriter()
        do {
            try writer.beginValue()
            try writer.append(encoded: value)
        } catch {
            return nil
        }
        return writer.whole
    }

    /// Complete JSON; nil when something was left out.
    private var whole: [UInt8]? {
        guard !isBeyond else { return nil }
        switch form {
        case .nothing: return nil
        case .value: return bytes
        case .array: return [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")]
        case .object: return object
        }
    }

    private var object: [UInt8]? {
        let ends = fields.dropFirst().map(\.start) + [bytes.count]
        let order = fields.indices.sorted { fields[$0].key.utf8.lexicographicallyPrecedes(fields[$1].key.utf8) }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + fields.reduce(2) { $0 + $1.key.utf8.count + 4 })
        text.append(UInt8(ascii: "{"))
        for (place, index) in order.enumerated() {
            if place > 0 {
                // The last of two fields with one name wins, which is too rare to be worth code.
                guard fields[order[place - 1]].key != fields[index].key else { return nil }
                text.append(UInt8(ascii: ","))
            }
            text.append(quoted: fields[index].key)
            text.append(UInt8(ascii: ":"))
            text.append(contentsOf: bytes[fields[index].start..<ends[index]])
        }
        text.append(UInt8(ascii: "}"))
        return text
    }

    // MARK: What the containers call

    /// Thrown for what is left to `JSONEncoder`.
    struct Beyond: Error {}

    /// The rest goes nowhere, and the whole is left to `JSONEncoder`.
    func leave() -> CanonicalJSONWriter {
        isBeyond = true
        return CanonicalJSONWriter()
    }

    func begin(_ field: some CodingKey) { fields.append((field.stringValue, bytes.count)) }

    func beginValue() throws {
        guard form == .nothing else { throw Beyond() }
        form = .value
    }

    func appendComma() { bytes.append(UInt8(ascii: ",")) }
    func appendNull() { bytes.append(contentsOf: "null".utf8) }
    func append(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }
    func append(_ value: some FixedWidthInteger) { bytes.append(contentsOf: String(value).utf8) }
    func append(_ value: String) { bytes.append(quoted: value) }

    func append<T: Encodable>(encoded value: T) throws {
        // These have forms of their own in JSON, which only `JSONEncoder` knows.
        guard T.self != Date.self, T.self != Data.self, T.self != URL.self, T.self != Decimal.self else {
            throw Beyond()
        }
        let inner = CanonicalJSONWriter()
        try value.encode(to: inner)
        guard let text = inner.whole else { throw Beyond() }
        bytes.append(contentsOf: text)
    }

    // MARK: Encoder

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if form == .nothing { form = .object } else { isBeyond = true }
        return KeyedEncodingContainer(CanonicalFields(writer: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if form == .nothing { form = .array } else { isBeyond = true }
        return CanonicalElements(writer: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { CanonicalValue(writer: self) }
}

extension [UInt8] {
    fileprivate mutating func append(quoted text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0x08: append(contentsOf: "\\b".utf8)
            case 0x09: append(contentsOf: "\\t".utf8)
            case 0x0A: append(contentsOf: "\\n".utf8)
            case 0x0C: append(contentsOf: "\\f".utf8)
            case 0x0D: append(contentsOf: "\\r".utf8)
            case 0x00...0x1F: append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            default: append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
