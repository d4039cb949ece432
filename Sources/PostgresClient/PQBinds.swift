import CLibpq

/// Lays the binds of a statement out as libpq wants them, in buffers that are used again for the next statement.
struct PQBinds {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// A statement whose buffers grew beyond this does not leave them that large.
    private static let keptBytes = 1 << 20

    /// Sends a prepared statement, or the SQL itself when there is no name.
    ///
    /// Results come in binary.
    mutating func send(_ query: PostgresQuery, named name: String?, on connection: OpaquePointer) -> Bool {
        let count = query.binds.count
        guard count > 0 else {
            guard let name else {
                return unsafe PQsendQueryParams(connection, query.sql, 0, nil, nil, nil, nil, 1) == 1
            }
            return unsafe PQsendQueryPrepared(connection, name, 0, nil, nil, nil, 1) == 1
        }
        layOut(query.binds)
        defer { if bytes.capacity > Self.keptBytes { bytes = [] } }
        return unsafe bytes.withUnsafeBytes { raw in
            unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { pointers in
                for index in 0..<count {
                    let start = offsets[index]
                    let value = unsafe start < 0 ? nil : raw.baseAddress?.advanced(by: start)
                    let text = unsafe value?.assumingMemoryBound(to: CChar.self)
                    unsafe pointers.initializeElement(at: index, to: text)
                }
                let parameters = pointers.baseAddress
                guard let name else {
                    let types = query.binds.map(\.type.oid)
                    return unsafe PQsendQueryParams(
                        connection,
                        query.sql,
                        Int32(count),
                        types,
                        parameters,
                        lengths,
                        formats,
                        1
                    ) == 1
                }
                return unsafe PQsendQueryPrepared(connection, name, Int32(count), parameters, lengths, formats, 1) == 1
            }
        }
    }

    private mutating func layOut(_ values: [PostgresValue]) {
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        for value in values {
            let start = bytes.count
            value.append(to: &bytes)
            offsets.append(value.isNull ? -1 : start)
            lengths.append(Int32(bytes.count - start))
        }
        while formats.count < values.count { formats.append(1) }
        // An empty buffer has no address, and libpq takes a null pointer for NULL.
        if bytes.isEmpty { bytes.append(0) }
    }
}
