extension PostgresConnection {
    /// Loads rows by binary COPY, the fastest way in.
    ///
    /// All or nothing.
    ///
    /// - Parameters:
    ///   - copy: the target, `table` or `table (column, column)`, as the program wrote it.
    ///   - rows: values of exactly the columns' types: COPY converts nothing.
    /// - Returns: the number of rows loaded.
    /// - Throws: ``PostgresError``, then no row was loaded.
    @discardableResult
    package func copyIn(_ copy: String, rows: [[PostgresValue]]) async throws -> Int {
        try await copyIn(copy) { writer in
            for row in rows { try await writer.write(row) }
        }
    }

    /// Loads the rows that the body writes; its error undoes them all and is thrown on.
    @discardableResult
    package func copyIn(
        _ copy: String,
        _ body: (inout PostgresCopyWriter) async throws -> Void
    ) async throws -> Int {
        _ = try await session.perform(.copyBegin("COPY \(copy) FROM STDIN (FORMAT binary)"), within: .seconds(60))
        var writer = PostgresCopyWriter(session: session)
        do {
            try await body(&writer)
            try await writer.finish()
        } catch {
            _ = try? await session.perform(
                .copyEnd(failure: "given up by the client"),
                within: .seconds(30),
                isCancellable: false
            )
            throw error
        }
        return try await session.perform(.copyEnd(failure: nil), within: nil).last?.affectedRows ?? 0
    }
}

/// Sends the rows of one COPY; holds at most one chunk in memory.
package struct PostgresCopyWriter {
    private let session: PQSession
    private var chunk: [UInt8] = []
    private static let chunkBytes = 256 * 1024

    init(session: PQSession) {
        self.session = session
        chunk.reserveCapacity(Self.chunkBytes + 4096)
        chunk.append(contentsOf: Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00])
        chunk.append(bigEndian: Int32(0))  // flags
        chunk.append(bigEndian: Int32(0))  // length of the header's extension
    }

    /// Writes one row; waits when the server is slower than we are.
    package mutating func write(_ row: [PostgresValue]) async throws {
        chunk.append(bigEndian: Int16(row.count))
        for value in row { value.appendField(to: &chunk) }
        if chunk.count >= Self.chunkBytes { try await flush() }
    }

    /// Writes rows that are in COPY's form already.
    package mutating func write(_ rows: PostgresCopiedRows) async throws {
        var rest = rows.unreadBytes
        while !rest.isEmpty {
            chunk.append(contentsOf: rest.prefix(Self.chunkBytes))
            rest = rest.dropFirst(Self.chunkBytes)
            try await flush()
        }
    }

    fileprivate mutating func finish() async throws {
        chunk.append(bigEndian: Int16(-1))
        try await flush()
    }

    private mutating func flush() async throws {
        _ = try await session.perform(.copyData(chunk), within: nil)
        chunk.removeAll(keepingCapacity: true)
        try Task.checkCancellation()
    }
}
