package import FoundationEssentials

/// A Swift value that can be read from a cell of a result.
package protocol PostgresDecodable {
    /// Throws ``PostgresError`` in the phase `decoding`, naming the column, never its value.
    init(postgres cell: PostgresCell) throws
}

extension Bool: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws {
        guard cell.type == .bool else { throw cell.mismatch(Self.self) }
        self = try cell.integer(UInt8.self) != 0
    }
}

extension FixedWidthInteger {
    /// Reads any integer column that fits; a value out of range throws instead of wrapping.
    fileprivate static func read(_ cell: PostgresCell) throws -> Self {
        let value: Self? =
            switch cell.type {
            case .int8: Self(exactly: try cell.integer(Int64.self))
            case .int4: Self(exactly: try cell.integer(Int32.self))
            case .int2: Self(exactly: try cell.integer(Int16.self))
            case .xid8: Self(exactly: try cell.integer(UInt64.self))
            case .oid, .xid: Self(exactly: try cell.integer(UInt32.self))
            default: throw cell.mismatch(Self.self)
            }
        guard let value else { throw cell.unreadable("the number does not fit into \(Self.self)") }
        return value
    }
}

extension Int16: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws { self = try Self.read(cell) }
}
extension Int32: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws { self = try Self.read(cell) }
}
extension Int64: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws { self = try Self.read(cell) }
}
extension Int: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws { self = try Self.read(cell) }
}
extension UInt64: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws { self = try Self.read(cell) }
}
/// Present so that `[UInt8]` reads `bytea`.
extension UInt8: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws { self = try Self.read(cell) }
}

extension Double: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws {
        switch cell.type {
        case .float8: self = Double(bitPattern: try cell.integer())
        case .float4: self = Double(Float(bitPattern: try cell.integer()))
        default: throw cell.mismatch(Self.self)
        }
    }
}

extension String: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws {
        guard cell.type.isTextual || cell.type == .jsonb else { throw cell.mismatch(Self.self) }
        let skipped = cell.type == .jsonb ? 1 : 0  // jsonb's version byte
        self = try unsafe cell.withBytes { unsafe String(decoding: $0.dropFirst(skipped), as: UTF8.self) }
    }
}

extension UUID: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws {
        guard cell.type == .uuid else { throw cell.mismatch(Self.self) }
        self = try unsafe cell.withBytes { raw in
            guard raw.count == 16 else { throw cell.unreadable("a uuid has 16 bytes") }
            return unsafe UUID(uuid: raw.loadUnaligned(as: uuid_t.self))
        }
    }
}

extension Date: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws {
        let sinceUnixEpoch = try PostgresMicroseconds(postgres: cell).sinceUnixEpoch
        let sinceReference = Double(sinceUnixEpoch - Self.referenceSinceUnixEpoch)
        self.init(timeIntervalSinceReferenceDate: sinceReference / 1_000_000)
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package init(postgres cell: PostgresCell) throws { self = cell.isNull ? nil : try Wrapped(postgres: cell) }
}
