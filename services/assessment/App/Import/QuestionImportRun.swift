import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import ServiceRuntime

/// One run over a file's questions: finds out what each changes in the bank, and, unless it is a dry run, changes it.
///
/// What a question of the bank has said in any of its revisions changes nothing when it comes again. So a set of files in
/// which two say different things of one question is in the bank after the first run, and further runs do nothing; and an
/// old file does not bring back a key that was corrected since.
struct QuestionImportRun {
    struct Outcome: Sendable, Equatable {
        var added = 0
        var revised = 0
        var unchanged = 0
        var refused: [QuestionImportRefusal] = []
    }

    /// A question of the file beside the one of the bank that it is.
    private struct Planned: Sendable {
        let id: QuestionID
        let question: ImportedQuestion
        let version: Int64
        let known: Question
        /// Keys of the bank's revisions, opened, by the revision's place; those that were looked at.
        var keys: [Int: AnswerKey] = [:]

        /// The revisions whose keys matter: the newest, and those that say what the file says.
        var looked: [Int] {
            let revisions = known.revisions
            return revisions.indices.filter {
                $0 == revisions.count - 1 || revisions[$0].content == question.content
            }
        }
        /// Whether the bank says the same, or has said it and says something newer.
        var isUnchanged: Bool {
            looked.contains { known.revisions[$0].content == question.content && keys[$0] == question.key }
        }
        /// The key as it is sealed already, when it stays.
        var keptKey: SealedField? {
            keys[known.revisions.count - 1] == question.key ? known.current?.key : nil
        }
    }

    private enum Step: Sendable { case added, revised, refused(QuestionImportRefusal) }

    /// Questions that are worked on together: their keys are sealed at once and their events share commits.
    private static let together = 100

    let desk: AssessmentDesk
    let head: CommandHead
    let tenant: TenantID
    let isDryRun: Bool
    /// When this is near, the rest is left for the next run.
    let deadline: ContinuousClock.Instant

    func process(_ questions: [ImportedQuestion]) async throws -> Outcome {
        var outcome = Outcome()
        var identity = QuestionIdentity(tenant: tenant)
        var rest = questions[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.together)
            rest = rest.dropFirst(part.count)
            guard ContinuousClock.now < deadline else {
                outcome.refused += part.map { QuestionImportRefusal($0, .outOfTime) }
                continue
            }
            var wanted: [(id: QuestionID, question: ImportedQuestion)] = []
            for question in part {
                if let id = identity.id(of: question) { wanted.append((id, question)) } else { outcome.unchanged += 1 }
            }
            try await work(wanted, &outcome)
        }
        return outcome
    }

    private func work(_ wanted: [(id: QuestionID, question: ImportedQuestion)], _ outcome: inout Outcome) async throws {
        let planned = try await plan(wanted)
        let changes = planned.filter { !$0.isUnchanged }
        outcome.unchanged += planned.count - changes.count
        let sealed = isDryRun ? [:] : try await seal(changes)
        let steps = await withTaskGroup(of: Step.self) { group in
            for change in changes {
                group.addTask { await perform(change, sealed: sealed[change.id] ?? change.keptKey) }
            }
            return await group.reduce(into: [Step]()) { $0.append($1) }
        }
        for step in steps {
            switch step {
            case .added: outcome.added += 1
            case .revised: outcome.revised += 1
            case .refused(let refusal): outcome.refused.append(refusal)
            }
        }
    }

    private func plan(_ wanted: [(id: QuestionID, question: ImportedQuestion)]) async throws -> [Planned] {
        var planned = try await withThrowingTaskGroup(of: Planned.self) { group in
            for (id, question) in wanted {
                group.addTask {
                    let known = try await desk.questions.state(of: AssessmentStream.question(id, of: tenant))
                    return Planned(id: id, question: question, version: known.version, known: known.state)
                }
            }
            return try await group.reduce(into: [Planned]()) { $0.append($1) }
        }
        planned.sort { $0.question.line < $1.question.line }
        let looked = planned.indices.flatMap { index in planned[index].looked.map { (index, $0) } }
        let sealed = looked.map { planned[$0.0].known.revisions[$0.1].key }
        for ((index, revision), key) in zip(looked, try await desk.vault.openKeys(sealed, tenant: tenant)) {
            planned[index].keys[revision] = key
        }
        return planned
    }

    /// New keys only, so that a refused question leaves none behind.
    private func seal(_ changes: [Planned]) async throws -> [QuestionID: SealedField] {
        let wanted = changes.filter { $0.keptKey == nil && $0.known.phase != .retired }
        guard !wanted.isEmpty else { return [:] }
        let values = try wanted.map { change in
            let text = String(decoding: try CanonicalJSON.encode(change.question.key), as: UTF8.self)
            return (subject: SubjectID(change.id.uuid), values: [(field: SealedName.answerKey, value: text)])
        }
        let sealed = try await desk.vault.seal(values, tenant: tenant)
        return Dictionary(zip(wanted.map(\.id), sealed.map { $0[0] })) { first, _ in first }
    }

    private func perform(_ change: Planned, sealed: SealedField?) async -> Step {
        let isNew = change.known.phase == .unknown
        if change.known.phase == .retired { return .refused(QuestionImportRefusal(change.question, .retired)) }
        guard !isDryRun else { return isNew ? .added : .revised }
        guard let sealed else { return .refused(QuestionImportRefusal(change.question, .unavailable)) }
        let question = change.question
        let proposal = QuestionProposal(content: question.content, key: question.key, sealedKey: sealed)
        do {
            let reason = try Explanation("Diperbarui dari berkas.")
            let request = CommandRequest(
                isNew ? QuestionCommand.add(proposal) : .revise(proposal, reason: reason),
                context: CommandContext(
                    commandID: CommandID(.inOrder(at: head.at)),
                    correlationID: head.context.commandID.uuid,
                    actor: head.context.actor,
                    traceparent: head.context.traceparent
                ),
                at: head.at,
                expecting: change.version
            )
            _ = try await desk.questions(request, on: AssessmentStream.question(change.id, of: tenant))
            return isNew ? .added : .revised
        } catch {
            return .refused(QuestionImportRefusal(question, error))
        }
    }
}

/// Why a question could not be taken although it is in order by itself.
private enum ImportObstacle {
    case outOfTime, retired, changedMeanwhile, unavailable
}

extension QuestionImportRefusal {
    fileprivate init(_ question: ImportedQuestion, _ obstacle: ImportObstacle) {
        let (rule, pesan, detail) =
            switch obstacle {
            case .outOfTime:
                (
                    "import-out-of-time", "Belum diproses karena waktu habis; unggah berkas yang sama sekali lagi.",
                    "Not done for want of time; send the same file again."
                )
            case .retired:
                ("question-retired", "Soal ini sudah ditarik dari bank soal.", "The question is retired.")
            case .changedMeanwhile:
                (
                    "version-conflict", "Soal ini baru saja diubah orang lain; unggah berkas ini sekali lagi.",
                    "The question was changed by somebody else meanwhile; send the file again."
                )
            case .unavailable:
                (
                    "unavailable", "Layanan sedang terganggu; unggah berkas yang sama beberapa saat lagi.",
                    "The service cannot do this now; send the same file again later."
                )
            }
        self.init(line: question.line, code: question.content.code, rule: rule, pesan: pesan, detail: detail)
    }

    fileprivate init(_ question: ImportedQuestion, _ error: any Error) {
        switch error {
        case CommandFailure<QuestionRejection>.rejected(let rejection):
            let wording = rejection.wording
            self.init(
                line: question.line,
                code: question.content.code,
                rule: wording.slug,
                pesan: wording.pesan,
                detail: wording.detail
            )
        case CommandFailure<QuestionRejection>.conflict: self.init(question, .changedMeanwhile)
        default: self.init(question, .unavailable)
        }
    }
}
