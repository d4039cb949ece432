import PostgresClient

/// One table of a rebuilt read model beside the one that is read.
package struct TableComparison: Sendable, Equatable {
    package let table: String
    package let rowsInCurrent: Int64
    package let rowsInNext: Int64
    package let isEqual: Bool
    /// Some of the rows that differ, by their keys.
    package internal(set) var onlyInCurrent: [String] = []
    package internal(set) var onlyInNext: [String] = []
    package internal(set) var different: [String] = []
}

/// Compares a table in two schemas by hashes of rows, so that neither leaves the server as a whole.
struct TableReader {
    let table: String
    private static let buckets: Int32 = 256
    /// Rows that are looked at one by one.
    private static let samples: Int32 = 20_000
    private static let told = 20

    typealias Place = (schema: String, connection: PostgresConnection)

    func compare(current: Place, next: Place) async throws -> TableComparison {
        let old = try await whole(current)
        let new = try await whole(next)
        guard old != new else {
            return TableComparison(table: table, rowsInCurrent: old.0, rowsInNext: new.0, isEqual: true)
        }
        var comparison = TableComparison(table: table, rowsInCurrent: old.0, rowsInNext: new.0, isEqual: false)
        let key = try await keyColumns(current)
        let (oldBuckets, newBuckets) = (try await buckets(current, key), try await buckets(next, key))
        let suspects = Set(oldBuckets.keys).union(newBuckets.keys).filter { oldBuckets[$0] != newBuckets[$0] }.sorted()
        let oldRows = try await rows(current, key, suspects)
        let newRows = try await rows(next, key, suspects)
        comparison.onlyInCurrent = first(oldRows.keys.filter { newRows[$0] == nil })
        comparison.onlyInNext = first(newRows.keys.filter { oldRows[$0] == nil })
        comparison.different = first(oldRows.keys.filter { newRows[$0] != nil && newRows[$0] != oldRows[$0] })
        return comparison
    }

    private func first(_ keys: [String]) -> [String] { Array(keys.sorted().prefix(Self.told)) }

    private func whole(_ place: Place) async throws -> (Int64, String) {
        let rows = try await place.connection.query(
            """
            SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text
            FROM \(raw: place.schema).\(raw: table) t
            """
        )
        return try rows[0].decode((Int64, String).self)
    }

    /// The primary key as one text; the whole row where there is none.
    private func keyColumns(_ place: Place) async throws -> String {
        let rows = try await place.connection.query(
            """
            SELECT string_agg(format('%I', a.attname), ', ' ORDER BY k.position)
            FROM pg_index i
            CROSS JOIN unnest(i.indkey::smallint[]) WITH ORDINALITY k (column_number, position)
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.column_number
            WHERE i.indisprimary AND i.indrelid = to_regclass(\(place.schema + "." + table))
            """
        )
        guard let columns = try rows.first?.decode(String?.self, at: 0) else { return "t::text" }
        return "concat_ws(' ', \(columns))"
    }

    private func buckets(_ place: Place, _ key: String) async throws -> [Int32: String] {
        let rows = try await place.connection.query(
            """
            SELECT (hashtextextended(\(raw: key), 0) & \(raw: "\(Self.buckets - 1)"))::integer,
                count(*) || ' ' || sum(hashtextextended(t::text, 0))
            FROM \(raw: place.schema).\(raw: table) t GROUP BY 1
            """
        )
        return Dictionary(try rows.decode((Int32, String).self)) { first, _ in first }
    }

    private func rows(_ place: Place, _ key: String, _ buckets: [Int32]) async throws -> [String: Int64] {
        let rows = try await place.connection.query(
            """
            SELECT \(raw: key), hashtextextended(t::text, 0) FROM \(raw: place.schema).\(raw: table) t
            WHERE (hashtextextended(\(raw: key), 0) & \(raw: "\(Self.buckets - 1)"))::integer = ANY (\(buckets))
            ORDER BY 1 LIMIT \(Self.samples)
            """
        )
        return Dictionary(try rows.decode((String, Int64).self)) { first, _ in first }
    }
}
