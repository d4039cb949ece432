import CLibpq
import Glibc

/// Owns one `PGresult` and clears it when the last reader is gone.
///
/// `@unchecked Sendable`: the pointer is set once and only read through libpq's accessors, which do not write to a
/// complete result; libpq documents results as readable from any thread. `PQclear` runs once, in `deinit`, when no
/// reader can exist; it frees memory and touches no connection, so any thread may do it.
@safe final class PQResult: @unchecked Sendable {
    private let pointer: OpaquePointer
    let rowCount: Int
    let columnCount: Int

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
        rowCount = Int(unsafe PQntuples(pointer))
        columnCount = Int(unsafe PQnfields(pointer))
    }

    deinit { unsafe PQclear(pointer) }

    var status: ExecStatusType { unsafe PQresultStatus(pointer) }

    /// Rows that an INSERT, UPDATE, DELETE, SELECT or COPY counted; 0 for other commands.
    var affectedRows: Int {
        unsafe Int(String(cString: PQcmdTuples(pointer))) ?? 0
    }

    /// The tag of the command, such as `COMMIT`.
    var commandTag: String { unsafe String(cString: PQcmdStatus(pointer)) }

    func type(ofColumn column: Int) -> PostgresType {
        PostgresType(oid: unsafe PQftype(pointer, Int32(column)))
    }

    func name(ofColumn column: Int) -> String {
        guard let name = unsafe PQfname(pointer, Int32(column)) else { return "?" }
        return unsafe String(cString: name)
    }

    /// The first column of exactly this name.
    func column(named name: String) -> Int? {
        unsafe name.withCString { wanted in
            (0..<columnCount).first { column in
                guard let candidate = unsafe PQfname(pointer, Int32(column)) else { return false }
                return unsafe strcmp(candidate, wanted) == 0
            }
        }
    }

    /// The caller checks both bounds.
    func cell(row: Int, column: Int) -> PostgresCell {
        let (row, index) = (Int32(row), Int32(column))
        let bytes: PQBytes
        if unsafe PQgetisnull(pointer, row, index) == 1 {
            unsafe bytes = PQBytes(buffer: nil)
        } else {
            let start = unsafe UnsafeRawPointer(PQgetvalue(pointer, row, index))
            let count = Int(unsafe PQgetlength(pointer, row, index))
            unsafe bytes = PQBytes(buffer: UnsafeRawBufferPointer(start: start, count: count))
        }
        return PostgresCell(owner: self, type: type(ofColumn: column), column: column, bytes: bytes)
    }

    /// A field of the error that this result reports.
    func errorField(_ code: Int32) -> String? {
        guard let field = unsafe PQresultErrorField(pointer, code) else { return nil }
        return unsafe String(cString: field)
    }

    /// libpq's own sentence, also for errors that did not come from the server.
    var errorMessage: String { unsafe String(cString: PQresultErrorMessage(pointer)) }
}

/// Bytes inside a result.
///
/// `@unchecked Sendable`: read-only memory of a complete `PGresult`; whoever holds it holds the `PQResult` too.
@safe struct PQBytes: @unchecked Sendable {
    let buffer: UnsafeRawBufferPointer?

    init(buffer: UnsafeRawBufferPointer?) { unsafe self.buffer = unsafe buffer }

    var isNull: Bool { unsafe buffer == nil }
}

/// Reads the integers and fields of a binary array without ever leaving its bytes.
@safe struct PQFieldReader {
    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { unsafe rest = unsafe bytes }

    mutating func integer() -> Int32? {
        guard unsafe rest.count >= 4 else { return nil }
        let value = unsafe Int32(bigEndian: rest.loadUnaligned(as: Int32.self))
        unsafe rest = unsafe UnsafeRawBufferPointer(rebasing: rest.dropFirst(4))
        return value
    }

    /// A length and that many bytes; nil when the bytes end early.
    mutating func field() -> PQBytes? {
        guard let length = integer() else { return nil }
        guard length >= 0 else { return unsafe PQBytes(buffer: nil) }
        guard unsafe rest.count >= Int(length) else { return nil }
        let field = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(Int(length)))
        unsafe rest = unsafe UnsafeRawBufferPointer(rebasing: rest.dropFirst(Int(length)))
        return unsafe PQBytes(buffer: field)
    }
}
