import Foundation
import PostgresClient

/// A read model's table in the order of the streams that its rows come from.
struct TableReader {
    /// A row as it is.
    struct Row {
        let owner: String
        /// Tenant, then the table's further key columns.
        let key: [String]
        let values: [String?]
    }

    let shape: TableShape
    private var cursor: RowCursor
    private var upcoming: Row?

    /// The condition is on the table's column `tenant`.
    init(_ shape: TableShape, schema: String, in snapshot: Snapshot, where condition: String) async throws {
        let columns = ["\(shape.owner)::text", "tenant"] + (shape.key + shape.values).map(\.sql)
        cursor = try await snapshot.cursor(
            "table_\(schema)_\(shape.name)",
            "SELECT \(columns.joined(separator: ", ")) FROM \(schema).\(shape.name) WHERE \(condition) ORDER BY \(shape.owner)"
        )
        self.shape = shape
        upcoming = try await read()
    }

    private mutating func read() async throws -> Row? {
        guard let row = try await cursor.next() else { return nil }
        let keyCount = 1 + shape.key.count
        let texts = try (1..<1 + keyCount + shape.values.count).map { try row.decode(String?.self, at: $0) }
        return Row(
            owner: try row.decode(at: 0),
            key: texts[..<keyCount].map { $0 ?? "" },
            values: Array(texts[keyCount...])
        )
    }

    /// The next row if it belongs to an owner below `owner`, or to it; nil takes every row.
    mutating func next(through owner: String?) async throws -> Row? {
        guard let row = upcoming, owner.map({ row.owner <= $0 }) ?? true else { return nil }
        upcoming = try await read()
        return row
    }
}
