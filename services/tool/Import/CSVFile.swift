import Foundation
import ServiceRuntime

/// A CSV file (plain or `.gz`) whose first row names its columns.
struct CSVFile: Sendable {
    let url: URL
    /// The columns that must be there; others may be too, in any order.
    let columns: [String]

    /// One row's fields by the names of their columns.
    struct Row: Sendable {
        /// As a spreadsheet counts; the row with the names is 1.
        let number: Int
        let fields: [String]
        fileprivate let places: [String: Int]

        /// The text in a column that the file was opened with; empty when the row is too short.
        subscript(_ column: String) -> String {
            guard let place = places[column], place < fields.count else { return "" }
            return fields[place]
        }
    }

    /// Calls `body` for each row after the first, in order.
    ///
    /// Throws a `Refusal` that names file, row and reason for a missing column, a row that cannot be read, and a row with
    /// another number of fields than the first.
    func read(_ body: (Row) throws -> Void) async throws {
        var reader = CSVReader()
        var header: (places: [String: Int], count: Int)?
        func take(_ rows: [CSVRow]) throws {
            for row in rows {
                let fields = try fields(of: row)
                guard let header else {
                    header = try (places(of: fields), fields.count)
                    continue
                }
                guard fields.count == header.count else {
                    throw refusal(row.number, "it has \(fields.count) fields, and the first row \(header.count)")
                }
                try body(Row(number: row.number, fields: fields, places: header.places))
            }
        }
        try await FileBytes(url: url).read { try take(reader.take($0)) }
        try take(reader.finish())
        if header == nil { throw Refusal("\(url.lastPathComponent) is empty") }
    }

    private func fields(of row: CSVRow) throws -> [String] {
        switch row.content {
        case .fields(let fields): fields
        case .fault(let fault): throw refusal(row.number, fault.rawValue)
        }
    }

    private func places(of names: [String]) throws -> [String: Int] {
        var places: [String: Int] = [:]
        for (place, name) in names.enumerated() {
            let name = name.trimmingCharacters(in: .whitespaces)
            guard places.updateValue(place, forKey: name) == nil else {
                throw refusal(1, "the column \(name) is there twice")
            }
        }
        let missing = columns.filter { places[$0] == nil }
        guard missing.isEmpty else { throw refusal(1, "these columns are missing: \(missing.joined(separator: ", "))") }
        return places
    }

    private func refusal(_ row: Int, _ reason: String) -> Refusal {
        Refusal("\(url.lastPathComponent), row \(row): \(reason)")
    }
}
