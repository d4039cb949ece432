/// Bytes are `bytea`; an array of them is `bytea[]`, of nothing else `UInt8[]`.
extension UInt8: PostgresArrayElement {
    package static var postgresElementType: PostgresType { .unspecified }
    package var postgresValue: PostgresValue { PostgresValue(type: .int2, integer: Int16(self)) }

    package static func postgresValue(of array: [UInt8]) -> PostgresValue {
        PostgresValue(type: .bytea, storage: .bytes(array))
    }

    package static func postgresArray(in cell: PostgresCell) throws -> [UInt8] {
        switch cell.type {
        case .bytea, .json: try unsafe cell.withBytes { unsafe [UInt8]($0) }
        case .jsonb: try unsafe cell.withBytes { unsafe [UInt8]($0.dropFirst()) }
        default: throw cell.mismatch([UInt8].self)
        }
    }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    package var postgresValue: PostgresValue { Element.postgresValue(of: self) }
}

extension Array: PostgresArrayElement where Element == UInt8 {
    package static var postgresElementType: PostgresType { .bytea }

    package func appendPostgresField(to buffer: inout [UInt8]) {
        buffer.append(bigEndian: Int32(count))
        buffer.append(contentsOf: self)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement & PostgresDecodable {
    package init(postgres cell: PostgresCell) throws { self = try Element.postgresArray(in: cell) }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {
    package static var postgresElementType: PostgresType { Wrapped.postgresElementType }

    package func appendPostgresField(to buffer: inout [UInt8]) {
        if let self { self.appendPostgresField(to: &buffer) } else { buffer.append(bigEndian: Int32(-1)) }
    }
}

extension PostgresArrayElement {
    /// The whole array goes into one buffer, in one pass.
    package static func postgresValue(of array: [Self]) -> PostgresValue {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(20 + array.count * (4 + MemoryLayout<Self>.size))
        buffer.append(bigEndian: Int32(array.isEmpty ? 0 : 1))  // dimensions
        buffer.append(bigEndian: Int32(1))  // may hold NULLs
        buffer.append(bigEndian: postgresElementType.oid)
        if !array.isEmpty {
            buffer.append(bigEndian: Int32(array.count))
            buffer.append(bigEndian: Int32(1))  // lower bound
            for element in array { element.appendPostgresField(to: &buffer) }
        }
        return PostgresValue(type: postgresElementType.array, storage: .bytes(buffer))
    }

    package static func postgresArray(in cell: PostgresCell) throws -> [Self] {
        guard let decodable = Self.self as? any PostgresDecodable.Type else { throw cell.mismatch([Self].self) }
        return try decode(decodable, in: cell)
    }

    private static func decode<D: PostgresDecodable>(_: D.Type, in cell: PostgresCell) throws -> [Self] {
        var array: [Self] = []
        try cell.forEachElement { count, element in
            if array.isEmpty { array.reserveCapacity(count) }
            guard let value = try D(postgres: element) as? Self else { throw cell.mismatch([Self].self) }
            array.append(value)
        }
        return array
    }
}
