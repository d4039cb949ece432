import Foundation

/// What files of questions held, and what became of it.
struct QuestionsReport: Encodable, Sendable {
    let tenant: String
    let dryRun: Bool
    private(set) var files: [File] = []
    /// Questions that could be read.
    private(set) var read = 0
    private(set) var added = 0
    private(set) var revised = 0
    private(set) var unchanged = 0
    /// Questions that the bank did not take, and files that could not be read at all.
    private(set) var refused = 0
    /// Texts between the questions, which are no questions.
    private(set) var descriptions = 0
    private(set) var refusals: [Fault] = []
    var seconds = 0.0

    init(tenant: String, dryRun: Bool) {
        self.tenant = tenant
        self.dryRun = dryRun
    }

    /// The same of one file.
    struct File: Encodable, Sendable {
        let file: String
        let read: Int
        let added: Int
        let revised: Int
        let unchanged: Int
        let refused: Int
        let descriptions: Int
    }

    /// Why one question, or a whole file, was not taken.
    struct Fault: Encodable, Sendable {
        let file: String
        /// From 1; 0 for the whole file.
        let line: Int
        let code: String?
        let rule: String
        /// In Indonesian, for people.
        let pesan: String
        let detail: String

        var text: String {
            let place = line == 0 ? file : "\(file), baris \(line)"
            return "\(place)\(code.map { " (\($0))" } ?? ""): \(rule): \(pesan)"
        }
    }

    /// - Returns: the refusals that it brought.
    /// - Throws: `Refusal` of the tool when no file would fare better.
    mutating func add(_ answer: APIClient.Answer, of file: String) throws -> [Fault] {
        guard answer.isSuccess else { return [try refuse(file, answer)] }
        let found = try JSONDecoder().decode(QuestionImportAnswer.self, from: answer.body)
        let new = found.refused.map {
            Fault(file: file, line: $0.line, code: $0.code, rule: $0.rule, pesan: $0.pesan, detail: $0.detail)
        }
        let count = new.count + found.refusedLeftOut
        files.append(
            File(
                file: file,
                read: found.read,
                added: found.added,
                revised: found.revised,
                unchanged: found.unchanged,
                refused: count,
                descriptions: found.descriptions
            )
        )
        read += found.read
        added += found.added
        revised += found.revised
        unchanged += found.unchanged
        refused += count
        descriptions += found.descriptions
        refusals += new
        return new
    }

    private mutating func refuse(_ file: String, _ answer: APIClient.Answer) throws -> Fault {
        let problem = ImportProblem(answer)
        guard answer.status != 401, answer.status != 403 else {
            throw Refusal("the service does not accept the token: \(problem.slug): \(problem.reason)")
        }
        let fault = Fault(
            file: file,
            line: 0,
            code: nil,
            rule: problem.slug,
            pesan: problem.title,
            detail: problem.reason
        )
        files.append(File(file: file, read: 0, added: 0, revised: 0, unchanged: 0, refused: 1, descriptions: 0))
        refused += 1
        refusals.append(fault)
        return fault
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var sentence: String {
        let counts =
            "\(read) soal terbaca dari \(files.count) berkas: \(added) baru, \(revised) direvisi, \(unchanged) tetap; "
            + "\(refused) ditolak, \(descriptions) keterangan"
        return dryRun ? "\(counts) (uji coba; tidak ada yang disimpan)" : counts
    }
}
