import AssessmentDomain
import HTTPServer
import ServiceRuntime

/// A file of questions as it was uploaded: UTF-8, or Windows-1252 where it is not that; with or without a byte-order
/// mark.
enum QuestionFile {
    /// More rows than any bank has; a bound on what one request does.
    static let longest = 20_000

    /// - Throws: 422 when it is no text, has too many questions, or its first row does not name the columns.
    static func read(_ bytes: [UInt8], as format: QuestionImportRoutes.Format, topic: String) throws(Problem)
        -> QuestionImport
    {
        guard !bytes.contains(0) else {
            throw .badQuestionFile("Berkas ini bukan teks biasa, atau UTF-16; simpan sebagai teks UTF-8.")
        }
        var result =
            switch format {
            case .gift: GIFTFile.read(WindowsText.decode(bytes), topic: topic)
            case .csv: try table(bytes, topic: topic)
            }
        guard result.read.count + result.refused.count <= longest else {
            throw .badQuestionFile("Berkas berisi lebih dari \(longest) soal: bagi menjadi beberapa berkas.")
        }
        result.refused.sort { $0.line < $1.line }
        return result
    }

    private static func table(_ bytes: [UInt8], topic: String) throws(Problem) -> QuestionImport {
        let rows = CSVReader.rows(of: bytes)
        guard let first = rows.first else {
            throw .badQuestionFile("Berkas kosong: baris pertama harus berisi nama kolom.")
        }
        guard let header = first.fields else {
            throw .badQuestionFile("Baris pertama tidak dapat dibaca sebagai CSV.")
        }
        let topics = header.firstIndex { $0.filter { !$0.isWhitespace }.lowercased() == "topik" }
        var readable: [QuestionTable.Row] = []
        var refused: [RefusedQuestion] = []
        for row in rows.dropFirst() {
            switch row.content {
            case .fault(let fault): refused.append(RefusedQuestion(fault, line: row.number))
            case .fields(var cells):
                // Spreadsheets leave rows of empty cells behind; they are no rows of the table.
                guard cells.contains(where: { !$0.isEmpty }) else { continue }
                if let topics, topics < cells.count, cells[topics].allSatisfy(\.isWhitespace) { cells[topics] = topic }
                readable.append(QuestionTable.Row(line: row.number, cells: cells))
            }
        }
        var result = QuestionTable.read(header: header, rows: readable)
        result.refused += refused
        return result
    }
}

extension RefusedQuestion {
    /// A row in which no cells could be told apart.
    fileprivate init(_ fault: CSVFault, line: Int) {
        let pesan =
            switch fault {
            case .unclosedQuote: "Tanda kutip dibuka tetapi tidak ditutup; tutup tanda kutipnya."
            case .textAfterQuote: "Ada teks sesudah tanda kutip penutup; periksa tanda kutip di baris ini."
            case .quoteInsideField: "Ada tanda kutip di tengah isi sel; apit seluruh isi sel dengan tanda kutip."
            case .zeroByte: "Berkas ini bukan teks biasa; simpan sebagai CSV UTF-8."
            case .tooLarge: "Isi baris ini terlalu panjang; periksa tanda kutip yang tidak ditutup."
            }
        self.init(line: line, code: nil, rule: "table-row-unreadable", pesan: pesan, detail: "\(fault.rawValue).")
    }
}

extension Problem {
    /// The file as a whole cannot be read.
    fileprivate static func badQuestionFile(_ pesan: String) -> Problem {
        Problem(
            "bad-question-file",
            status: .unprocessableContent,
            title: pesan,
            detail:
                "The file cannot be read: it must be a text of at most 20000 questions, and a table must name its columns."
        )
    }
}
