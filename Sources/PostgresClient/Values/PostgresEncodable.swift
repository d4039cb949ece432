package import FoundationEssentials

/// A Swift value that can be bound to a parameter.
package protocol PostgresEncodable {
    var postgresValue: PostgresValue { get }
}

/// A value that can also be an element of an array parameter and array column.
///
/// A type of our own adopts it by giving `postgresElementType` and `postgresValue`.
package protocol PostgresArrayElement: PostgresEncodable {
    static var postgresElementType: PostgresType { get }
    /// Appends a four-byte length and the binary form; -1 alone for NULL.
    func appendPostgresField(to buffer: inout [UInt8])
    /// The parameter for a whole array; bytes override it, as theirs is `bytea` and not an array.
    static func postgresValue(of array: [Self]) -> PostgresValue
    /// The whole array in a cell; bytes override it.
    static func postgresArray(in cell: PostgresCell) throws -> [Self]
}

extension PostgresArrayElement {
    package func appendPostgresField(to buffer: inout [UInt8]) { postgresValue.appendField(to: &buffer) }
}

extension PostgresValue: PostgresEncodable {
    package var postgresValue: PostgresValue { self }
}

extension Bool: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .bool }
    package var postgresValue: PostgresValue { PostgresValue(type: .bool, integer: UInt8(self ? 1 : 0)) }
}

extension Int16: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .int2 }
    package var postgresValue: PostgresValue { PostgresValue(type: .int2, integer: self) }
}

extension Int32: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .int4 }
    package var postgresValue: PostgresValue { PostgresValue(type: .int4, integer: self) }
}

extension Int64: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .int8 }
    package var postgresValue: PostgresValue { PostgresValue(type: .int8, integer: self) }
    package func appendPostgresField(to buffer: inout [UInt8]) {
        buffer.append(bigEndian: Int32(8))
        buffer.append(bigEndian: self)
    }
}

extension Int: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .int8 }
    package var postgresValue: PostgresValue { PostgresValue(type: .int8, integer: Int64(self)) }
    package func appendPostgresField(to buffer: inout [UInt8]) { Int64(self).appendPostgresField(to: &buffer) }
}

/// Bound as `xid8`, PostgreSQL's only unsigned eight-byte type.
extension UInt64: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .xid8 }
    package var postgresValue: PostgresValue { PostgresValue(type: .xid8, integer: self) }
}

extension Double: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .float8 }
    package var postgresValue: PostgresValue { PostgresValue(type: .float8, integer: bitPattern) }
}

extension String: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .text }
    package var postgresValue: PostgresValue { PostgresValue(type: .text, storage: .text(self)) }
    package func appendPostgresField(to buffer: inout [UInt8]) {
        let utf8 = self.utf8
        buffer.append(bigEndian: Int32(utf8.count))
        buffer.append(contentsOf: utf8)
    }
}

extension UUID: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .uuid }

    package var postgresValue: PostgresValue {
        let words = unsafe withUnsafeBytes(of: uuid) { raw in
            unsafe (raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        return PostgresValue(type: .uuid, storage: .inline(words.0, words.1, count: 16))
    }

    package func appendPostgresField(to buffer: inout [UInt8]) {
        buffer.append(bigEndian: Int32(16))
        unsafe withUnsafeBytes(of: uuid) { raw in
            unsafe buffer.append(contentsOf: raw)
        }
    }
}

/// Bound as `timestamptz`, rounded to the microsecond.
extension Date: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .timestamptz }
    package var postgresValue: PostgresValue { microseconds.postgresValue }

    /// `Date` counts from 2001; adding the difference as an integer keeps the microsecond that a `Double` would lose.
    private var microseconds: PostgresMicroseconds {
        let sinceReference = (timeIntervalSinceReferenceDate * 1_000_000).rounded()
        guard let exact = Int64(exactly: sinceReference) else {
            return PostgresMicroseconds(sinceUnixEpoch: sinceReference < 0 ? .min : .max)
        }
        let (sum, overflow) = exact.addingReportingOverflow(Self.referenceSinceUnixEpoch)
        return PostgresMicroseconds(sinceUnixEpoch: overflow ? .max : sum)
    }

    static let referenceSinceUnixEpoch: Int64 = 978_307_200_000_000
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package var postgresValue: PostgresValue {
        if let self { return self.postgresValue }
        let element = (Wrapped.self as? any PostgresArrayElement.Type)?.postgresElementType
        return .null(element ?? .unspecified)
    }
}
