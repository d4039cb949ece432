package import FoundationEssentials

/// An array parameter that is written element by element, without an array of values before it.
///
/// Its methods take types that are known here: a generic one called from another module asks the runtime about its type
/// for every element.
package struct PostgresArrayBuilder: Sendable {
    private static let headerBytes = 20
    private let element: PostgresType
    private var bytes: [UInt8]
    private var count: Int32 = 0

    /// - `capacity`: bytes of the elements, each with four more for its length.
    package init(of element: PostgresType, capacity: Int) {
        self.element = element
        bytes = []
        bytes.reserveCapacity(Self.headerBytes + capacity)
        bytes.append(bigEndian: Int32(1))  // dimensions
        bytes.append(bigEndian: Int32(1))  // may hold NULLs
        bytes.append(bigEndian: element.oid)
        bytes.append(bigEndian: Int32(0))  // elements, known at the end
        bytes.append(bigEndian: Int32(1))  // lower bound
    }

    package mutating func append(_ value: Int16) {
        bytes.append(bigEndian: Int32(2))
        bytes.append(bigEndian: value)
        count += 1
    }

    package mutating func append(_ value: Int32) {
        bytes.append(bigEndian: Int32(4))
        bytes.append(bigEndian: value)
        count += 1
    }

    package mutating func append(_ value: Int64) {
        bytes.append(bigEndian: Int32(8))
        bytes.append(bigEndian: value)
        count += 1
    }

    /// Appends a `timestamptz`.
    package mutating func append(_ value: PostgresMicroseconds) {
        value.appendPostgresField(to: &bytes)
        count += 1
    }

    package mutating func append(_ value: UUID) {
        value.appendPostgresField(to: &bytes)
        count += 1
    }

    package mutating func append(_ value: UUID?) {
        if let value { append(value) } else { appendNull() }
    }

    /// Appends a `text`.
    package mutating func append(_ value: String) {
        value.appendPostgresField(to: &bytes)
        count += 1
    }

    package mutating func append(_ value: String?) {
        if let value { append(value) } else { appendNull() }
    }

    /// Appends a `bytea`, or a `text` in UTF-8, which the server checks.
    package mutating func append(_ value: [UInt8]) {
        bytes.append(bigEndian: Int32(value.count))
        bytes.append(contentsOf: value)
        count += 1
    }

    private mutating func appendNull() {
        bytes.append(bigEndian: Int32(-1))
        count += 1
    }
}

extension PostgresArrayBuilder: PostgresEncodable {
    package var postgresValue: PostgresValue {
        var whole = bytes
        if count == 0 {
            whole = []
            whole.append(bigEndian: Int32(0))
            whole.append(bigEndian: Int32(1))
            whole.append(bigEndian: element.oid)
        } else {
            for place in 0..<4 { whole[12 + place] = UInt8(truncatingIfNeeded: count >> (24 - 8 * Int32(place))) }
        }
        return PostgresValue(type: element.array, storage: .bytes(whole))
    }
}
