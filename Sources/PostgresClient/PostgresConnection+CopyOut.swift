package import FoundationEssentials

extension PostgresConnection {
    /// Reads the rows of a query by binary COPY, the fastest way out: the server sends them as they are found, and
    /// nothing is made of a row before it is looked at.
    ///
    /// - Parameters:
    ///   - query: a SELECT; COPY takes no parameters, so what varies stands in it as text: numbers only.
    ///   - maximumBytes: what is kept at most, up to one row more; then the server is asked to stop.
    /// - Returns: the rows in the server's order.
    /// - Throws: ``PostgresError``; `CancellationError`.
    package func copyOut(_ query: String, maximumBytes: Int) async throws -> PostgresCopiedRows {
        let sink = PQCopySink(maximumBytes: maximumBytes)
        _ = try await session.perform(
            .copyOut("COPY (\(query)) TO STDOUT (FORMAT binary)", sink),
            within: clientTimeout
        )
        let (bytes, isFull) = sink.take()
        return PostgresCopiedRows(bytes, isCutOff: isFull)
    }

    /// Loads rows that were read by ``copyOut(_:maximumBytes:)`` from columns of the same types; all or nothing.
    @discardableResult
    package func copyIn(_ copy: String, _ rows: PostgresCopiedRows) async throws -> Int {
        try await copyIn(copy) { writer in try await writer.write(rows) }
    }
}

/// The rows of a COPY in PostgreSQL's binary form, read from front to end.
///
/// A field is a range of `bytes`; nothing is copied and nothing is made of it before it is asked for.
package struct PostgresCopiedRows: Sendable {
    /// What the ranges are in.
    package let bytes: [UInt8]
    /// There may be more rows, which were not kept.
    package let isCutOff: Bool
    private var place: Int
    private static let header = 19

    init(_ bytes: [UInt8], isCutOff: Bool) {
        self.bytes = bytes
        self.isCutOff = isCutOff
        place = min(Self.header, bytes.count)
    }

    /// The rows that were not looked at yet, without the mark of the end.
    var unreadBytes: ArraySlice<UInt8> {
        let end = isCutOff || place + 2 > bytes.count ? bytes.count : bytes.count - 2
        return bytes[place..<end]
    }

    /// Goes to the next row; false after the last.
    ///
    /// - Throws: ``PostgresError`` in the phase `decoding` when the row has another number of columns.
    package mutating func nextRow(columns: Int) throws(PostgresError) -> Bool {
        guard place + 2 <= bytes.count else { return false }
        let count = Int16(bitPattern: UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]))
        guard count >= 0 else { return false }
        guard count == columns else { throw Self.unreadable("a row has \(count) columns instead of \(columns)") }
        place += 2
        return true
    }

    /// The next field of the row; nil for NULL.
    package mutating func field() throws(PostgresError) -> Range<Int>? {
        guard place + 4 <= bytes.count else { throw Self.unreadable("the rows end early") }
        let length = Int(Int32(truncatingIfNeeded: Self.number(bytes, place..<place + 4)))
        place += 4
        guard length >= 0 else { return nil }
        guard place + length <= bytes.count else { throw Self.unreadable("the rows end early") }
        defer { place += length }
        return place..<place + length
    }

    /// A field that is not NULL.
    package mutating func needed() throws(PostgresError) -> Range<Int> {
        guard let field = try field() else { throw Self.unreadable("NULL where a value is needed") }
        return field
    }

    /// An integer column of two, four or eight bytes.
    package mutating func integer() throws(PostgresError) -> Int64 { integer(in: try needed()) }

    /// The signed integer that a field's bytes are, of any width up to eight.
    package func integer(in field: Range<Int>) -> Int64 {
        let unused = 64 - 8 * min(8, field.count)
        return (Int64(Self.number(bytes, field)) << unused) >> unused
    }

    /// A `uuid` column.
    package mutating func uuid() throws(PostgresError) -> UUID {
        guard let uuid = try uuidOrNull() else { throw Self.unreadable("NULL where a value is needed") }
        return uuid
    }

    /// A `uuid` column that may be NULL.
    package mutating func uuidOrNull() throws(PostgresError) -> UUID? {
        guard let field = try field() else { return nil }
        guard field.count == 16 else { throw Self.unreadable("a uuid has 16 bytes") }
        func byte(_ offset: Int) -> UInt8 { bytes[field.lowerBound + offset] }
        return UUID(
            uuid: (
                byte(0), byte(1), byte(2), byte(3), byte(4), byte(5), byte(6), byte(7),
                byte(8), byte(9), byte(10), byte(11), byte(12), byte(13), byte(14), byte(15)
            )
        )
    }

    /// A `timestamptz` column.
    package mutating func microseconds() throws(PostgresError) -> PostgresMicroseconds {
        let (sum, overflow) = try integer().addingReportingOverflow(PostgresMicroseconds.serverEpoch)
        guard !overflow else { throw Self.unreadable("the instant is out of range") }
        return PostgresMicroseconds(sinceUnixEpoch: sum)
    }

    private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var number = 0
        for index in range { number = number << 8 | Int(bytes[index]) }
        return number
    }

    private static func unreadable(_ reason: String) -> PostgresError {
        PostgresError(phase: .decoding, message: "COPY: \(reason)")
    }
}
