import CLibpq

extension PostgresError {
    /// The error that a result reports, with the server's fields.
    init(result: PQResult, phase: Phase, isConnectionLost: Bool) {
        let sqlState = result.errorField(PQField.sqlState)
        let primary = result.errorField(PQField.messagePrimary) ?? result.errorMessage
        self.init(
            phase: phase,
            sqlState: sqlState,
            message: Self.withoutValues(primary, sqlState: sqlState),
            isConnectionLost: isConnectionLost
        )
        constraintName = result.errorField(PQField.constraint)
        schemaName = result.errorField(PQField.schema)
        tableName = result.errorField(PQField.table)
        columnName = result.errorField(PQField.column)
        let parts = [PQField.detail, PQField.hint, PQField.context].compactMap { result.errorField($0) }
        detail = ([primary] + parts).joined(separator: "\n")
    }

    /// Data exceptions (class 22) quote the malformed input after a colon; the rest of the sentence says enough.
    static func withoutValues(_ message: String, sqlState: String?) -> String {
        let line = message.split(separator: "\n").first.map { String($0) } ?? message
        guard let sqlState, sqlState.hasPrefix("22"), let colon = line.firstIndex(of: ":") else { return line }
        return String(line[..<colon])
    }

    /// The connection ended; libpq's sentence names host and port at most.
    static func connectionLost(_ phase: Phase, _ connection: OpaquePointer?) -> PostgresError {
        let message = unsafe connection.map { unsafe String(cString: PQerrorMessage($0)) } ?? ""
        let line = message.split(separator: "\n").first.map { String($0) } ?? "the connection is closed"
        return PostgresError(phase: phase, sqlState: "08006", message: line, isConnectionLost: true)
    }

    static func closed(_ phase: Phase) -> PostgresError {
        PostgresError(phase: phase, sqlState: "08003", message: "the connection was closed", isConnectionLost: true)
    }
}

/// The field codes of `PQresultErrorField`, which C declares as character constants.
enum PQField {
    static let sqlState = Int32(UInt8(ascii: "C"))
    static let messagePrimary = Int32(UInt8(ascii: "M"))
    static let detail = Int32(UInt8(ascii: "D"))
    static let hint = Int32(UInt8(ascii: "H"))
    static let context = Int32(UInt8(ascii: "W"))
    static let schema = Int32(UInt8(ascii: "s"))
    static let table = Int32(UInt8(ascii: "t"))
    static let column = Int32(UInt8(ascii: "c"))
    static let constraint = Int32(UInt8(ascii: "n"))
    static let severity = Int32(UInt8(ascii: "V"))
}
