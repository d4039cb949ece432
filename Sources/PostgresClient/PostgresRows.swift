/// A column of a result.
package struct PostgresColumn: Sendable, Hashable {
    package let name: String
    package let type: PostgresType
}

/// The rows of one statement.
///
/// They stay in libpq's memory until the last row is gone; decoding copies nothing else.
package struct PostgresRows: RandomAccessCollection, Sendable {
    private let result: PQResult?

    init(_ result: PQResult?) { self.result = result }

    package var startIndex: Int { 0 }
    package var endIndex: Int { result?.rowCount ?? 0 }

    package subscript(position: Int) -> PostgresRow {
        guard let result, position >= 0, position < result.rowCount else {
            preconditionFailure("A row index is out of bounds.")
        }
        return PostgresRow(result: result, row: position)
    }

    package var columns: [PostgresColumn] {
        guard let result else { return [] }
        return (0..<result.columnCount).map {
            PostgresColumn(name: result.name(ofColumn: $0), type: result.type(ofColumn: $0))
        }
    }

    /// Rows that the statement inserted, updated, deleted or selected.
    package var affectedRows: Int { result?.affectedRows ?? 0 }

    /// The tag with which the server confirmed, such as `INSERT 0 1`.
    package var commandTag: String { result?.commandTag ?? "" }

    /// The first column of every row.
    package func decode<T: PostgresDecodable>(_: T.Type = T.self) throws -> [T] {
        try map { try $0.decode(T.self, at: 0) }
    }

    /// Every row as one tuple each.
    package func decode<each T: PostgresDecodable>(
        _ types: (repeat each T).Type = (repeat each T).self
    ) throws -> [(repeat each T)] {
        try map { try $0.decode(types) }
    }
}

/// One row; keeps its result alive.
package struct PostgresRow: Sendable {
    fileprivate let result: PQResult
    fileprivate let row: Int

    /// The first columns, in order: `let (id, name) = try row.decode((UUID, String?).self)`.
    ///
    /// - Throws: ``PostgresError`` in the phase `decoding`.
    package func decode<each T: PostgresDecodable>(
        _ types: (repeat each T).Type = (repeat each T).self
    ) throws -> (repeat each T) {
        var column = 0
        func next<U: PostgresDecodable>(_: U.Type) throws -> U {
            defer { column += 1 }
            return try decode(U.self, at: column)
        }
        return (repeat try next((each T).self))
    }

    /// The first column alone.
    package func decode<T: PostgresDecodable>(_: T.Type = T.self) throws -> T { try decode(T.self, at: 0) }

    /// One column by its zero-based index.
    package func decode<T: PostgresDecodable>(_: T.Type = T.self, at index: Int) throws -> T {
        guard index >= 0, index < result.columnCount else {
            throw PostgresError(
                phase: .decoding,
                message: "column \(index + 1) was asked of a row with \(result.columnCount)"
            )
        }
        return try T(postgres: result.cell(row: row, column: index))
    }

    /// One column by its exact name.
    package func decode<T: PostgresDecodable>(_: T.Type = T.self, named name: String) throws -> T {
        guard let index = result.column(named: name) else {
            throw PostgresError(phase: .decoding, message: "the row has no column \"\(name)\"")
        }
        return try T(postgres: result.cell(row: row, column: index))
    }
}
