import AssessmentEvents

/// Reads questions from a table, one in each row: the form that offices fill in a spreadsheet.
///
/// Columns by name, in any order: `kode, jenis, topik, kesulitan, soal, pilihan, kunci, toleransi, penjelasan`. Several
/// options or answers in one cell are parted by `|`. Rows that break a rule are refused with their line; the others go on.
package enum QuestionTable {
    package static let columns = [
        "kode", "jenis", "topik", "kesulitan", "soal", "pilihan", "kunci", "toleransi", "penjelasan",
    ]
    private static let required = ["jenis", "topik", "soal", "kunci"]

    /// One row with its line in the file, from 1.
    package struct Row: Sendable, Equatable {
        package let line: Int
        package let cells: [String]

        package init(line: Int, cells: [String]) {
            self.line = line
            self.cells = cells
        }
    }

    /// `header`: the names of the columns; `rows`: what a CSV reader made of the rest.
    package static func read(header: [String], rows: [Row]) -> QuestionImport {
        var result = QuestionImport()
        let names = header.map { EscapedText.trimmed($0).lowercased() }
        guard required.allSatisfy(names.contains), names.allSatisfy(columns.contains), Set(names).count == names.count
        else {
            let list = columns.joined(separator: ", ")
            result.refuse(
                1,
                nil,
                "table-columns",
                pesan: "Kolom harus dari: \(list); jenis, topik, soal, dan kunci wajib ada.",
                detail: "Columns must be of: \(list); jenis, topik, soal and kunci are required."
            )
            return result
        }
        for row in rows { read(row, names, into: &result) }
        return result
    }

    private static func read(_ row: Row, _ names: [String], into result: inout QuestionImport) {
        var cells: [String: String] = [:]
        for (name, cell) in zip(names, row.cells) { cells[name] = EscapedText.trimmed(cell) }
        let code = cells["kode"].flatMap { $0.isEmpty ? nil : $0 }
        guard row.cells.count == names.count else {
            return result.refuse(
                row.line,
                code,
                "table-cell-count",
                pesan: "Baris ini memiliki \(row.cells.count) sel, padahal ada \(names.count) kolom.",
                detail: "The row has \(row.cells.count) cells for \(names.count) columns."
            )
        }
        guard let kind = kinds[(cells["jenis"] ?? "").lowercased()] else {
            return result.refuse(
                row.line,
                code,
                "table-kind",
                pesan: "Jenis harus salah satu dari: \(kinds.keys.sorted().joined(separator: ", ")).",
                detail: "The kind must be one of: \(kinds.keys.sorted().joined(separator: ", "))."
            )
        }
        guard let difficulty = difficulties[(cells["kesulitan"] ?? "").lowercased()] else {
            return result.refuse(
                row.line,
                code,
                "table-difficulty",
                pesan: "Kesulitan harus mudah, sedang, atau sulit.",
                detail: "The difficulty must be mudah, sedang or sulit."
            )
        }
        guard let (options, targets, key) = QuestionRow(kind, cells).parsed() else {
            return result.refuse(
                row.line,
                code,
                "table-key",
                pesan: "Pilihan dan kunci tidak cocok dengan jenis soal.",
                detail: "Options and key do not fit the kind."
            )
        }
        let content = QuestionContent(
            code: code,
            kind: kind,
            topic: cells["topik"] ?? "",
            difficulty: difficulty,
            stem: cells["soal"] ?? "",
            options: options,
            targets: targets
        )
        result.take(ImportedQuestion(line: row.line, identifier: code, content: content, key: key, tags: []))
    }

    /// The nine kinds as offices write them.
    private static let kinds: [String: QuestionKind] = [
        "pilihan ganda": .singleChoice, "pilihan majemuk": .multipleChoice, "benar salah": .trueFalse,
        "isian singkat": .shortText, "angka": .numeric, "menjodohkan": .matching, "mengurutkan": .ordering,
        "esai": .essay, "situasional": .scoredSituation,
    ]

    private static let difficulties: [String: Difficulty] = [
        "": .medium, "mudah": .easy, "sedang": .medium, "sulit": .hard,
    ]
}
