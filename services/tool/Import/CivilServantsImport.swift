import Foundation

/// `bina import civil-servants FILE.csv`: the workforce register from a spreadsheet.
struct CivilServantsImport: ImportForm {
    let name = "civil-servants"
    let summary = "FILE.csv with civil servants, plain or .gz"
    let standardTenant: String? = nil
    let details = """
        civil-servants FILE.csv --tenant NAME [--dry-run]
          One row per person, plain (.csv) or compressed (.csv.gz); commas, semicolons or tabs; the columns:
            nip, nama, golongan, jabatan, jenjang_jabatan, unit, mulai, and if wanted atasan_nip, kontak
          unit is a unit's code, name or id; mulai is a day such as 2026-01-31 or 31/01/2026. The units must be there.
          What is wrong with a row is said in Indonesian; the other rows are taken. The same file twice changes nothing.
          Example: bina import civil-servants pegawai.csv --tenant makassar --dry-run
        """

    /// What the service answers.
    private struct Answer: Codable {
        struct RowError: Codable {
            let row: Int
            let column: String?
            let message: String
        }

        let dryRun: Bool
        let rows: Int
        let hired: Int
        let changed: Int
        let unchanged: Int
        let refused: Int
        let errors: [RowError]
        let errorsLeftOut: Int
    }

    func run(_ sources: [URL], _ context: ImportContext) async throws -> ImportOutcome {
        guard let source = sources.first else { throw Refusal("there is no file") }
        let table = try await TableFile.contents(of: source)
        let console = context.session.console
        console.note("\(context.isDryRun ? "checking" : "sending") \(source.lastPathComponent), \(table.count) bytes")
        let call = APIClient.Call(
            path: "/v1/\(context.tenant)/civil-servants/import\(context.isDryRun ? "?dry-run=true" : "")",
            body: table,
            contentType: "text/csv",
            // No key: the register may have changed since, and then the same file has something to do again.
            key: ""
        )
        let answer = try await context.session.client.send(call)
        guard answer.isSuccess else {
            let problem = ImportProblem(answer)
            throw Refusal("\(source.lastPathComponent): \(problem.slug): \(problem.title) \(problem.reason)")
        }
        let found = try JSONDecoder().decode(Answer.self, from: answer.body)
        for error in found.errors {
            console.note("baris \(error.row)\(error.column.map { ", \($0)" } ?? ""): \(error.message)")
        }
        if found.errorsLeftOut > 0 { console.note("\(found.errorsLeftOut) kesalahan lain tidak ditampilkan") }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let counts =
            "\(found.rows) baris: \(found.hired) pegawai baru, \(found.changed) diubah, "
            + "\(found.unchanged) tetap, \(found.refused) ditolak"
        return ImportOutcome(
            sentence: found.dryRun ? "\(counts) (uji coba; tidak ada yang disimpan)" : counts,
            json: String(decoding: try encoder.encode(found), as: UTF8.self),
            isComplete: found.refused == 0
        )
    }
}
