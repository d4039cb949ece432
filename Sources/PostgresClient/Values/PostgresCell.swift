/// One field of a result row, still in the memory of the result, which it keeps alive.
@safe package struct PostgresCell: Sendable {
    package let type: PostgresType
    /// Zero-based.
    package let column: Int
    private let owner: PQResult
    private let bytes: PQBytes

    init(owner: PQResult, type: PostgresType, column: Int, bytes: PQBytes) {
        self.owner = owner
        self.type = type
        self.column = column
        self.bytes = bytes
    }

    package var isNull: Bool { bytes.isNull }

    /// Lends the binary form.
    ///
    /// Throws when the cell is NULL.
    ///
    /// The body must not let the buffer escape.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
        guard let buffer = unsafe bytes.buffer else { throw unreadable("NULL where a value is needed") }
        return try withExtendedLifetime(owner) { try unsafe body(buffer) }
    }

    /// A big-endian integer of exactly its width.
    func integer<I: FixedWidthInteger>(_: I.Type = I.self) throws -> I {
        try unsafe withBytes { raw in
            guard raw.count == MemoryLayout<I>.size else { throw mismatch(I.self) }
            return unsafe I(bigEndian: raw.loadUnaligned(as: I.self))
        }
    }

    /// Walks a one-dimensional array; the body gets the number of elements and the element.
    func forEachElement(_ body: (Int, PostgresCell) throws -> Void) throws {
        try unsafe withBytes { raw in
            var reader = unsafe PQFieldReader(raw)
            guard let dimensions = reader.integer(), reader.integer() != nil, let oid = reader.integer() else {
                throw mismatch([Any].self)
            }
            guard dimensions > 0 else { return }
            guard dimensions == 1 else { throw unreadable("only one-dimensional arrays can be read") }
            guard let count = reader.integer(), reader.integer() != nil else { throw mismatch([Any].self) }
            let elementType = PostgresType(oid: UInt32(bitPattern: oid))
            for _ in 0..<count {
                guard let field = reader.field() else { throw mismatch([Any].self) }
                try body(Int(count), PostgresCell(owner: owner, type: elementType, column: column, bytes: field))
            }
        }
    }

    /// The error of a Swift type that cannot hold the column's type.
    package func mismatch(_ swiftType: Any.Type) -> PostgresError {
        unreadable("type OID \(type.oid) cannot be read as \(swiftType); cast it in the SQL")
    }

    /// The error of a value that cannot be taken, naming the column.
    package func unreadable(_ reason: String) -> PostgresError {
        PostgresError(phase: .decoding, message: "column \"\(owner.name(ofColumn: column))\": \(reason)")
    }
}
