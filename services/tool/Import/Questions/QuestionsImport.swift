import Foundation

/// `bina import gift FILE…` and `bina import questions FILE…`: files of questions into the bank.
///
/// Nothing is kept of what was sent: the service knows the questions of a file again, so that the same files a second time,
/// or after a kill, change nothing and still tell what they hold.
struct QuestionsImport: ImportForm {
    /// How a file is written, as the service calls it.
    enum Format: String, Sendable { case gift, csv }

    let format: Format
    let standardTenant: String? = "aceh"
    var sourceCount: ClosedRange<Int> { 1...10_000 }

    var name: String { format == .gift ? "gift" : "questions" }

    var summary: String {
        format == .gift ? "FILE… with questions in Moodle's GIFT" : "FILE.csv… with questions from a spreadsheet"
    }

    var details: String { format == .gift ? Self.giftDetails : Self.tableDetails }

    private static let giftDetails = """
        gift FILE… [--tenant NAME] [--topic TOPIC] [--dry-run]
          Files of questions in Moodle's GIFT, plain or compressed (.gz), at most 5 MiB each; $CATEGORY lines name topics,
          --topic (default Umum) those of the others. What is refused is shown with file, line, rule and reason; the
          other questions are taken. The same files twice change nothing. A question is known by its [id:…], or by title
          and stem: what else was changed in the file becomes a new revision. The tenant is aceh without --tenant.
          Example: bina import gift soal/*.gift --tenant tebo --topic "Pelayanan publik" --json
        """

    private static let tableDetails = """
        questions FILE.csv… [--tenant NAME] [--topic TOPIC] [--dry-run]
          One row per question, commas, semicolons or tabs; the columns, of which the first four are needed:
            jenis, topik, soal, kunci, kode, kesulitan, pilihan, toleransi, penjelasan
          jenis is one of pilihan ganda, pilihan majemuk, benar salah, isian singkat, angka, menjodohkan, mengurutkan,
          esai, situasional; several options or answers in one cell are parted by |. Otherwise as gift.
          Example: bina import questions soal.csv --tenant makassar --dry-run
        """

    func run(_ sources: [URL], _ context: ImportContext) async throws -> ImportOutcome {
        let begin = ContinuousClock.now
        let console = context.session.console
        var progress = ImportProgress(phase: "files", expected: sources.count, on: console)
        var report = QuestionsReport(tenant: context.tenant, dryRun: context.isDryRun)
        for source in sources {
            let bytes = try await TableFile.contents(of: source)
            let answer = try await context.session.assessment.send(call(bytes, context))
            let refused = try report.add(answer, of: source.lastPathComponent)
            for fault in refused { console.note(fault.text) }
            progress.advance(known: false)
        }
        progress.finish()
        report.seconds = ((ContinuousClock.now - begin).inSeconds * 10).rounded() / 10
        return ImportOutcome(sentence: report.sentence, json: try report.json(), isComplete: report.refused == 0)
    }

    private func call(_ bytes: Data, _ context: ImportContext) -> APIClient.Call {
        var parts = URLComponents()
        parts.path = "/v1/\(context.tenant)/questions/import"
        parts.queryItems = [URLQueryItem(name: "format", value: format.rawValue)]
        if let topic = context.topic { parts.queryItems?.append(URLQueryItem(name: "topic", value: topic)) }
        if context.isDryRun { parts.queryItems?.append(URLQueryItem(name: "dry-run", value: "true")) }
        return APIClient.Call(
            path: parts.string ?? parts.path,
            body: bytes,
            contentType: format == .gift ? "text/plain" : "text/csv",
            // No key: the bank may have changed since, and then the same file has something to do again.
            key: ""
        )
    }
}
