import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import Cryptography
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import ProjectionRuntime

/// What follows from one event of one attempt.
///
/// Decided on the attempt as it is by now: it may have been reopened, marked or made void since, and then nothing follows.
struct AttemptConsequences {
    let policy: ExamPolicy
    let envelope: EventEnvelope
    let reaction: PolicyReaction

    private var tenant: TenantID { envelope.tenant }

    func follow(_ event: AttemptEvent) async throws {
        if case .attemptStarted(let fact) = event { return try await catchUp(fact) }
        switch WhenAttemptIsOver.reaction(to: event) {
        case .nothing: return
        case .mark: try await mark()
        case .openEssays(let questions): try await openEssays(questions)
        case .releaseIfDue: try await releaseIfDue()
        }
    }

    private func attempt() async throws -> Attempt {
        try await reaction.state(of: envelope.stream, by: AttemptDecider.self)
    }

    private func exam(_ exam: ExamID) async throws -> Exam {
        try await reaction.state(of: AssessmentStream.exam(exam, of: tenant), by: ExamDecider.self)
    }

    /// An attempt that started while its exam was cancelled, its candidate left or an incident was declared was not among
    /// those that were asked then.
    private func catchUp(_ fact: AttemptStarted) async throws {
        let exam = try await exam(fact.exam)
        if exam.phase == .cancelled {
            guard try await attempt().mayBeVoided else { return }
            return try await void(.examCancelled)
        }
        if try await attempt().phase == .open, try await policy.desk.gone.hasLeft(fact.civilServant, tenant: tenant) {
            return try await void(.candidateLeft)
        }
        for (index, incident) in exam.incidents.enumerated() {
            guard incident.until > fact.startedAt,
                incident.candidates.isEmpty || incident.candidates.contains(fact.civilServant),
                try await attempt().mayGetTime
            else { continue }
            let at = max(envelope.happenedBy, incident.until)
            try await reaction.decide(
                .countIncident(incident.incident, from: incident.from, until: incident.until, at: at),
                by: AttemptDecider.self,
                on: envelope.stream,
                index: index
            )
        }
    }

    private func void(_ reason: ClosingReason) async throws {
        try await reaction.decide(
            .void(reason, at: envelope.happenedBy, hash: .sha256),
            by: AttemptDecider.self,
            on: envelope.stream
        )
    }

    private func mark() async throws {
        let attempt = try await attempt()
        guard attempt.isOver, !attempt.marking.isMarked, let start = attempt.start else { return }
        let exam = try await exam(start.exam)
        var keys: [QuestionID: KeyInForce] = [:]
        var texts: [QuestionID: OpenedText] = [:]
        for item in start.paper {
            let key = try await keyInForce(item, exam)
            guard item.kind != .essay else {
                // An essay has a key in force only by a repair.
                if exam.repair(of: item.question) != nil { keys[item.question] = key }
                continue
            }
            keys[item.question] = key
            guard let sealed = attempt.answers[item.question]?.answer.text else { continue }
            texts[item.question] = try await policy.text(sealed, tenant: tenant)
        }
        try await reaction.decide(
            .mark(MarkAttempt(keys: keys, texts: texts)),
            by: AttemptDecider.self,
            on: envelope.stream
        )
    }

    private func keyInForce(_ item: PaperItem, _ exam: Exam) async throws -> KeyInForce? {
        if let repair = exam.repair(of: item.question), repair.revision == item.revision {
            var key: AnswerKey?
            if let sealed = repair.key { key = try await policy.open(sealed, tenant: tenant) }
            return WhenExamChanges.keyInForce(repair, key: key)
        }
        guard item.kind != .essay else { return nil }
        return try await policy.key(of: item.question, revision: item.revision, tenant: tenant).map { .key($0) }
    }

    private func openEssays(_ questions: [QuestionID]) async throws {
        let attempt = try await attempt()
        guard attempt.isOver, let start = attempt.start else { return }
        let rules = try await exam(start.exam).rules
        for (index, question) in questions.enumerated() where attempt.marking.pendingEssays.contains(question) {
            guard let item = attempt.item(question), let rules,
                let key = try await policy.key(of: question, revision: item.revision, tenant: tenant)
            else { throw AttemptRejection.keyMissing(question) }
            let essay = WhenAttemptIsOver.essay(
                to: question,
                in: attempt,
                AttemptID(envelope.stream.id),
                rubric: key.rubric,
                markersDifferPercent: rules.markersDifferPercent
            )
            guard let essay else { continue }
            try await reaction.decide(
                .open(essay),
                by: EssayDecider.self,
                on: AssessmentStream.essay(.essay(of: envelope.stream.id, question), of: tenant),
                index: index
            )
        }
    }

    private func releaseIfDue() async throws {
        let attempt = try await attempt()
        guard attempt.mayBeReleased, let start = attempt.start else { return }
        let exam = try await exam(start.exam)
        guard let rules = exam.rules else { return }
        let calendar = policy.desk.profile(of: tenant).calendar
        let at = envelope.happenedBy
        let due = calendar.dueDate(of: at, workingDays: rules.objectionWorkingDays)
        guard let command = WhenAttemptIsOver.release(by: exam, at: at, objectionsUntil: due) else { return }
        try await reaction.decide(command, by: AttemptDecider.self, on: envelope.stream)
    }
}

extension Attempt {
    /// Handed in, or its time was up.
    var isOver: Bool { phase == .submitted || phase == .closed }

    /// Every question is marked, and the candidate does not know yet.
    var mayBeReleased: Bool { isOver && marking.result != nil && marking.releasedAt == nil }

    /// Started here, and neither void nor released.
    var mayBeVoided: Bool { (phase == .open || isOver) && marking.releasedAt == nil }
}

extension Identifier<AssessmentIdentityOf.Essay> {
    /// The essay that answers a question of an attempt; does not tell which attempt.
    static func essay(of attempt: UUID, _ question: QuestionID) -> EssayID {
        let digest = Digest.blake2b(attempt.bytes + question.uuid.bytes + [UInt8]("essay".utf8))
        return EssayID(UUID(digest: digest) ?? question.uuid)
    }
}
