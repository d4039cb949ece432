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

    /// One value that is being written.
    ///
    /// Values in values share the writer and its bytes.
    private struct Frame {
        var form = Form.nothing
        /// Where it begins in `bytes`.
        let start: Int
        /// Its first field in `fields`, if it is an object.
        let firstField: Int
    }

    private var frame = Frame(start: 0, firstField: 0)
    /// What is written so far.
    ///
    /// An object that is not complete is its fields' values, one after another.
    private var bytes: [UInt8] = []
    /// Where each field's value begins in `bytes`.
    private var fields: [(key: String, start: Int)] = []
    private var isBeyond = false

    private init() {
        bytes.reserveCapacity(256)
        fields.reserveCapacity(8)
    }

    /// Nil when the value holds something that is left to `JSONEncoder`.
    static func bytes(of value: some Encodable) -> [UInt8]? {
        let writer = CanonicalJSONWriter()
        do {
            try writer.append(encoded: value)
        } catch {
            return nil
        }
        return writer.isBeyond ? nil : writer.bytes
    }

    /// Brings the frame's value into its final form; false when it has none.
    private func complete() -> Bool {
        switch frame.form {
        case .nothing: return false
        case .value: return true
        case .array:
            bytes.append(UInt8(ascii: "]"))
            return true
        case .object: return completeObject()
        }
    }

    private func completeObject() -> Bool {
        let own = fields[frame.firstField...]
        let values = bytes[frame.start...]
        let order = own.indices.sorted { own[$0].key.utf8.lexicographicallyPrecedes(own[$1].key.utf8) }
        var text: [UInt8] = []
        text.reserveCapacity(values.count + own.reduce(2) { $0 + $1.key.utf8.count + 4 })
        text.append(UInt8(ascii: "{"))
        for (place, index) in order.enumerated() {
            if place > 0 {
                // The last of two fields with one name wins, which is too rare to be worth code.
                guard own[order[place - 1]].key != own[index].key else { return false }
                text.append(UInt8(ascii: ","))
            }
            text.append(quoted: own[index].key)
            text.append(UInt8(ascii: ":"))
            let end = index + 1 < own.endIndex ? own[index + 1].start : bytes.endIndex
            text.append(contentsOf: bytes[own[index].start..<end])
        }
        text.append(UInt8(ascii: "}"))
        if frame.start == 0 { bytes = text } else { bytes.replaceSubrange(frame.start..., with: text) }
        fields.removeSubrange(frame.firstField...)
        return true
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
        guard frame.form == .nothing else { throw Beyond() }
        frame.form = .value
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
        let outer = frame
        frame = Frame(start: bytes.count, firstField: fields.count)
        // Also when whoever encodes goes on after an error.
        defer { frame = outer }
        do {
            try value.encode(to: self)
            guard complete() else { throw Beyond() }
        } catch {
            isBeyond = true
            throw error
        }
    }

    // MARK: Encoder

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if frame.form == .nothing { frame.form = .object } else { isBeyond = true }
        return KeyedEncodingContainer(CanonicalFields(writer: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if frame.form == .nothing { frame.form = .array } else { isBeyond = true }
        bytes.append(UInt8(ascii: "["))
        return CanonicalElements(writer: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { CanonicalValue(writer: self) }
}

extension [UInt8] {
    fileprivate mutating func append(quoted text: String) {
        append(UInt8(ascii: "\""))
        if text.hasNothingToEscape {
            append(contentsOf: text.utf8)
        } else {
            append(escaped: text)
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped text: String) {
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
    }
}

extension String {
    fileprivate var hasNothingToEscape: Bool {
        let bytes = utf8.span
        return bytes.indices.allSatisfy {
            bytes[$0] >= 0x20 && bytes[$0] != UInt8(ascii: "\"") && bytes[$0] != UInt8(ascii: "\\")
        }
    }
}
