import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

/// A released result: the only answer that holds keys.
struct AttemptResultAnswer: Encodable {
    struct Item: Encodable {
        let question: QuestionPaperView
        let answer: AnswerBody?
        let pointsHundredths: Int
        let maxHundredths: Int
        /// What is right; absent when it can never be read again.
        let key: AnswerKey?
        /// What was done about a wrong key.
        let repair: KeyTreatment?
        let repairReason: String?
    }

    struct Correction: Encodable {
        let cause: CorrectionCause
        let at: Timestamp
        let changes: [MarkChange]
        let pointsBefore: Int
        let pointsAfter: Int
        let maxBefore: Int
        let maxAfter: Int
        let scoreBefore: Int
        let scoreAfter: Int
        let passedBefore: Bool
        let passedAfter: Bool
    }

    let attempt: AttemptID
    let exam: ExamID?
    let civilServant: CivilServantID?
    let number: Int?
    let version: Int64
    let state: Attempt.Phase
    let pointsHundredths: Int?
    let maxHundredths: Int?
    let scoreHundredths: Int
    let passed: Bool
    let passPercent: Int
    let releasedAt: Timestamp?
    let objectionsUntil: CalendarDate?
    let submittedOn: CalendarDate?
    let source: String?
    let questions: [Item]
    let corrections: [Correction]
}

/// Reads results that are released.
struct ResultReading {
    static let readers: Set<Role> = .of(
        CivilServiceRole.civilServant,
        .examOrganiser,
        .recordsImporter,
        .objectionReviewer,
        .auditor
    )
    let desk: AssessmentDesk

    func read(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("at-least")
        try await request.waitUntilFresh(desk.view.checkpoints, of: AssessmentStream.context)
        let stream = try request.attemptStream()
        let found = try await desk.attempts.state(of: stream)
        let others = Self.readers.subtracting(AssessmentRoles.candidates)
        guard let candidate = found.state.candidate,
            candidate == CivilServantID(request.principal.subject) || !request.principal.roles.isDisjoint(with: others)
        else { throw Problem.notFound("attempt") }
        let answer = try await answer(AttemptID(stream.id), found, of: stream)
        return try .json(answer, headers: ["ETag": "\"\(found.version)\"", "Cache-Control": "no-store"])
    }

    private func answer(_ id: AttemptID, _ found: StreamState<Attempt>, of stream: StreamID)
        async throws -> AttemptResultAnswer
    {
        let attempt = found.state
        if let external = attempt.external { return result(external, id, found.version) }
        guard attempt.marking.releasedAt != nil, let start = attempt.start, let result = attempt.marking.result else {
            throw AttemptRejection.notReleased
        }
        let exam = try await desk.exams.state(of: AssessmentStream.exam(start.exam, of: stream.tenant)).state
        guard exam.mayShowKeys else { throw AttemptRejection.notReleased }
        return AttemptResultAnswer(
            attempt: id,
            exam: start.exam,
            civilServant: start.civilServant,
            number: start.number,
            version: found.version,
            state: attempt.phase,
            pointsHundredths: result.pointsHundredths,
            maxHundredths: result.maxHundredths,
            scoreHundredths: result.scoreHundredths,
            passed: result.passed,
            passPercent: start.passPercent,
            releasedAt: attempt.marking.releasedAt,
            objectionsUntil: attempt.marking.objectionsUntil,
            submittedOn: nil,
            source: nil,
            questions: try await items(attempt, exam, stream.tenant),
            corrections: try await corrections(of: attempt, stream)
        )
    }

    private func result(_ fact: ExternalResultRecorded, _ id: AttemptID, _ version: Int64) -> AttemptResultAnswer {
        AttemptResultAnswer(
            attempt: id,
            exam: fact.exam,
            civilServant: fact.civilServant,
            number: fact.number,
            version: version,
            state: .external,
            pointsHundredths: nil,
            maxHundredths: nil,
            scoreHundredths: fact.scoreHundredths,
            passed: fact.passed,
            passPercent: fact.passPercent,
            releasedAt: nil,
            objectionsUntil: nil,
            submittedOn: fact.submittedOn,
            source: fact.source,
            questions: [],
            corrections: []
        )
    }

    private func items(_ attempt: Attempt, _ exam: Exam, _ tenant: TenantID)
        async throws -> [AttemptResultAnswer.Item]
    {
        let views = try await desk.paper(of: attempt, tenant)
        let texts = try await desk.texts(of: attempt, tenant)
        var sealed: [SealedField] = []
        for item in attempt.start?.paper ?? [] {
            let repaired = exam.repair(of: item.question)?.key
            let key = try await desk.revision(item.revision, of: item.question, tenant).key
            sealed.append(repaired ?? key)
        }
        let keys = try await desk.vault.openKeys(sealed, tenant: tenant)
        return zip(views, keys).map { view, key in
            let mark = attempt.marking.mark(of: view.question)
            let kept = attempt.answers[view.question]
            let repair = exam.repair(of: view.question)
            return AttemptResultAnswer.Item(
                question: view,
                answer: kept.map { AnswerBody($0.answer, text: texts[$0.receipt]) },
                pointsHundredths: mark?.pointsHundredths ?? 0,
                maxHundredths: mark?.maxHundredths ?? view.pointsHundredths,
                key: key,
                repair: repair?.treatment,
                repairReason: repair?.reason
            )
        }
    }

    /// What changed since the first marks, from the attempt's own history.
    private func corrections(of attempt: Attempt, _ stream: StreamID) async throws -> [AttemptResultAnswer.Correction] {
        guard !attempt.marking.repairs.isEmpty || !attempt.marking.objections.isEmpty else { return [] }
        let history = try await desk.store.load(stream, after: 0, snapshotSchema: nil)
        return try history.events.compactMap { envelope in
            guard envelope.type == AttemptEvent.Name.attemptRemarked.rawValue,
                case .attemptRemarked(let fact) = try AttemptEvent(recorded: envelope)
            else { return nil }
            return AttemptResultAnswer.Correction(
                cause: fact.cause,
                at: fact.remarkedAt,
                changes: fact.changes,
                pointsBefore: fact.pointsBefore,
                pointsAfter: fact.pointsAfter,
                maxBefore: fact.maxBefore,
                maxAfter: fact.maxAfter,
                scoreBefore: fact.scoreBefore,
                scoreAfter: fact.scoreAfter,
                passedBefore: fact.passedBefore,
                passedAfter: fact.passedAfter
            )
        }
    }
}
