import Foundation
import ServiceRuntime

/// A CSV file of an import, plain or compressed by gzip, with the columns that are needed.
struct TableFile: Sendable {
    /// The file's name, as messages show it.
    let name: String
    /// The fields of the needed columns, in their order, with the row's number as a spreadsheet counts.
    private(set) var rows: [(number: Int, fields: [String])] = []
    private(set) var unusable: [UnusableRow] = []

    /// Reads `<name>.csv` or `<name>.csv.gz` in `folder`.
    ///
    /// - Throws: `Refusal` naming the file or the column that is missing.
    static func read(_ name: String, in folder: URL, columns: [String]) async throws -> Self {
        guard let file = file(name, in: folder) else {
            throw Refusal("\(folder.path) has no file \(name).csv (nor \(name).csv.gz)")
        }
        return try Self(name: file.lastPathComponent, try await contents(of: file), columns: columns)
    }

    /// Whether `read` would find it.
    static func exists(_ name: String, in folder: URL) -> Bool { file(name, in: folder) != nil }

    private static func file(_ name: String, in folder: URL) -> URL? {
        ["\(name).csv", "\(name).csv.gz"].map { folder.appending(path: $0) }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }

    init(name: String, _ bytes: Data, columns: [String]) throws {
        self.name = name
        let table = CSVReader.rows(of: bytes)
        guard let header = table.first?.fields else { throw Refusal("\(name) is empty or is not a CSV file") }
        let names = header.map { $0.trimmingCharacters(in: .whitespaces) }
        let places = try columns.map { column in
            guard let place = names.firstIndex(of: column) else {
                throw Refusal("\(name) has no column '\(column)'; its columns are: \(names.joined(separator: ", "))")
            }
            return place
        }
        for row in table.dropFirst() { add(row, places, width: names.count) }
    }

    private mutating func add(_ row: CSVRow, _ places: [Int], width: Int) {
        switch row.content {
        case .fault(let fault): reject(row.number, fault.rawValue)
        case .fields(let fields) where fields.count != width:
            reject(row.number, "has \(fields.count) fields where the first row has \(width)")
        case .fields(let fields):
            rows.append((row.number, places.map { fields[$0].trimmingCharacters(in: .whitespaces) }))
        }
    }

    mutating func reject(_ number: Int, _ reason: String) {
        unusable.append(UnusableRow(origin: origin(number), reason: reason))
    }

    func origin(_ number: Int) -> String { "\(name), row \(number)" }

    /// The bytes of a file, without gzip's compression when the name says that it has one.
    static func contents(of file: URL) async throws -> Data {
        var bytes = Data()
        try await FileBytes(url: file).read { bytes.append($0) }
        return bytes
    }
}
