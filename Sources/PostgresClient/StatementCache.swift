/// Which statements a connection has prepared, bounded; the least recently used one makes room.
struct StatementCache {
    struct Entry {
        let name: String
        let types: [PostgresType]
        fileprivate var lastUse: UInt64
    }

    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0
    private var named: UInt64 = 0
    private let limit: Int

    init(limit: Int = 256) { self.limit = limit }

    var count: Int { entries.count }

    /// The prepared name of the SQL with exactly these parameter types.
    mutating func name(for query: PostgresQuery) -> String? {
        guard let index = entries.index(forKey: query.sql) else { return nil }
        let entry = entries.values[index]
        guard entry.types.elementsEqual(query.binds.lazy.map(\.type)) else { return nil }
        uses += 1
        entries.values[index].lastUse = uses
        return entry.name
    }

    /// A name that was never used on this connection.
    mutating func newName() -> String {
        named += 1
        return "b\(named)"
    }

    /// Remembers a statement that the server confirmed.
    ///
    /// Returns the names that must be deallocated.
    mutating func insert(_ name: String, for query: PostgresQuery) -> [String] {
        uses += 1
        var evicted: [String] = []
        if let old = entries.removeValue(forKey: query.sql) { evicted.append(old.name) }
        if entries.count >= limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries.removeValue(forKey: oldest.key)
            evicted.append(oldest.value.name)
        }
        entries[query.sql] = Entry(name: name, types: query.binds.map(\.type), lastUse: uses)
        return evicted
    }

    mutating func remove(_ query: PostgresQuery) { entries.removeValue(forKey: query.sql) }

    /// The server forgot one, so it may have forgotten all (DISCARD ALL, a pooler).
    mutating func removeAll() { entries.removeAll() }
}
