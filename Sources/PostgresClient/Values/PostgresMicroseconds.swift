/// An instant exactly as `timestamptz` keeps it: whole microseconds, so what was read is what is written again.
package struct PostgresMicroseconds: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package let sinceUnixEpoch: Int64

    package init(sinceUnixEpoch: Int64) { self.sinceUnixEpoch = sinceUnixEpoch }

    package static func < (left: Self, right: Self) -> Bool { left.sinceUnixEpoch < right.sinceUnixEpoch }

    /// Microseconds between the Unix epoch and PostgreSQL's, 2000-01-01.
    static let serverEpoch: Int64 = 946_684_800_000_000
}

extension PostgresMicroseconds: PostgresArrayElement, PostgresDecodable {
    package static var postgresElementType: PostgresType { .timestamptz }

    /// Times outside the server's range (4713 BC to 294276 AD) are refused by the server with 22008.
    package var postgresValue: PostgresValue {
        PostgresValue(type: .timestamptz, integer: serverMicroseconds)
    }

    package func appendPostgresField(to buffer: inout [UInt8]) {
        buffer.append(bigEndian: Int32(8))
        buffer.append(bigEndian: serverMicroseconds)
    }

    /// Throws for infinity, which is not an instant.
    package init(postgres cell: PostgresCell) throws {
        guard cell.type == .timestamptz || cell.type == .timestamp else { throw cell.mismatch(Self.self) }
        let raw: Int64 = try cell.integer()
        guard raw != .max, raw != .min else { throw cell.unreadable("infinity is not an instant") }
        let (sum, overflow) = raw.addingReportingOverflow(Self.serverEpoch)
        guard !overflow else { throw cell.unreadable("the instant is out of range") }
        sinceUnixEpoch = sum
    }

    /// The extremes mean infinity to the server, so an overflow stays just inside and is refused there as out of range.
    private var serverMicroseconds: Int64 {
        let (difference, overflow) = sinceUnixEpoch.subtractingReportingOverflow(Self.serverEpoch)
        return overflow ? .min + 1 : difference
    }
}
