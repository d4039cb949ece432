/// One bind parameter: a type and the value in PostgreSQL's binary form, or NULL.
///
/// It has no description of its own value, so it can stand in a log or an error without leaking.
package struct PostgresValue: Sendable, CustomStringConvertible, CustomReflectable {
    package let type: PostgresType
    let storage: Storage

    /// Small values stay inline, so that binding an integer or a UUID allocates nothing.
    enum Storage: Sendable {
        case null
        case inline(UInt64, UInt64, count: Int)
        case bytes([UInt8])
        case text(String)
    }

    /// A value in the binary form that the server's receive function of `type` expects; `nil` is NULL.
    package init(type: PostgresType, bytes: [UInt8]?) {
        self.type = type
        storage = bytes.map { .bytes($0) } ?? .null
    }

    init(type: PostgresType, storage: Storage) {
        self.type = type
        self.storage = storage
    }

    /// An integer of 1 to 8 bytes.
    init<I: FixedWidthInteger>(type: PostgresType, integer: I) {
        self.type = type
        let wide = UInt64(truncatingIfNeeded: integer.bigEndian) & (UInt64.max >> UInt64(64 - I.bitWidth))
        storage = .inline(wide.littleEndian, 0, count: I.bitWidth / 8)
    }

    /// NULL of a type; the server infers the type when it is left out.
    package static func null(_ type: PostgresType = .unspecified) -> PostgresValue {
        PostgresValue(type: type, storage: .null)
    }

    /// A `jsonb` from its UTF-8 text.
    package static func jsonb(_ utf8: [UInt8]) -> PostgresValue {
        PostgresValue(type: .jsonb, storage: .bytes([1] + utf8))
    }

    /// A `jsonb` from its text.
    package static func jsonb(_ text: String) -> PostgresValue { jsonb([UInt8](text.utf8)) }

    package var isNull: Bool {
        if case .null = storage { true } else { false }
    }

    /// The binary form, or nil for NULL.
    package var bytes: [UInt8]? {
        if isNull { return nil }
        var buffer: [UInt8] = []
        append(to: &buffer)
        return buffer
    }

    package var description: String { "PostgresValue(oid \(type.oid))" }
    package var customMirror: Mirror { Mirror(self, children: ["oid": type.oid]) }

    /// Appends the binary form alone; NULL appends nothing.
    func append(to buffer: inout [UInt8]) {
        switch storage {
        case .null: break
        case .inline(let first, let second, let count):
            unsafe withUnsafeBytes(of: (first, second)) { raw in
                unsafe buffer.append(contentsOf: raw.prefix(count))
            }
        case .bytes(let bytes): buffer.append(contentsOf: bytes)
        case .text(let text): buffer.append(contentsOf: text.utf8)
        }
    }

    /// Appends a four-byte length and the binary form, as arrays and COPY rows carry fields.
    func appendField(to buffer: inout [UInt8]) {
        let length =
            switch storage {
            case .null: -1
            case .inline(_, _, let count): count
            case .bytes(let bytes): bytes.count
            case .text(let text): text.utf8.count
            }
        buffer.append(bigEndian: Int32(length))
        append(to: &buffer)
    }
}

extension [UInt8] {
    mutating func append<I: FixedWidthInteger>(bigEndian value: I) {
        unsafe Swift.withUnsafeBytes(of: value.bigEndian) { raw in
            unsafe append(contentsOf: raw)
        }
    }
}
