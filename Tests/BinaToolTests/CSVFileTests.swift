import Foundation
import Testing

@testable import BinaTool

struct CSVFileTests {
    private let folder: URL

    init() throws {
        folder = URL(filePath: NSTemporaryDirectory()).appending(path: "bina-csv-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ text: String, columns: [String]) throws -> CSVFile {
        let url = folder.appending(path: "people.csv")
        try Data(text.utf8).write(to: url)
        return CSVFile(url: url, columns: columns)
    }

    private func rows(_ file: CSVFile) async throws -> [CSVFile.Row] {
        var rows: [CSVFile.Row] = []
        try await file.read { rows.append($0) }
        return rows
    }

    @Test func `gives fields by column, whatever their order`() async throws {
        let rows = try await rows(file("unit,name\nA,Sari\nB,\"Budi\nS.\"\n", columns: ["name", "unit"]))
        #expect(rows.map(\.number) == [2, 3])
        #expect(rows.map { $0["name"] } == ["Sari", "Budi\nS."])
        #expect(rows.map { $0["unit"] } == ["A", "B"])
    }

    @Test func `reads the same from a packed file`() async throws {
        let text = "id,score\n" + (0..<20_000).map { "\($0),\($0 * 7)\n" }.joined()
        let plain = try file(text, columns: ["id"])
        try await ShortProgram.run(["gzip", "--keep", plain.url.path])
        let packed = CSVFile(url: plain.url.appendingPathExtension("gz"), columns: ["id"])
        #expect(try await rows(packed).map(\.fields) == rows(plain).map(\.fields))
    }

    @Test func `refuses a packed file whose end is missing`() async throws {
        let plain = try file("id\n" + (0..<5_000).map { "\($0)\n" }.joined(), columns: ["id"])
        try await ShortProgram.run(["gzip", plain.url.path])
        let url = plain.url.appendingPathExtension("gz")
        try Data(contentsOf: url).dropLast(100).write(to: url)
        let packed = CSVFile(url: url, columns: ["id"])
        await #expect(throws: Refusal.self) { try await rows(packed) }
    }

    @Test(arguments: [
        ("a,b\n1,2,3\n", "people.csv, row 2: it has 3 fields, and the first row 2"),
        ("a\n1\n", "people.csv, row 1: these columns are missing: b"),
        ("a,b,a\n", "people.csv, row 1: the column a is there twice"),
        ("a,b\n\"1\"x,2\n", "people.csv, row 2: text stands after a closing quote"),
        ("", "people.csv is empty"),
    ])
    func `refuses with file, row and reason`(text: String, reason: String) async throws {
        let file = try file(text, columns: ["a", "b"])
        await #expect(throws: Refusal(reason)) { try await rows(file) }
    }
}
