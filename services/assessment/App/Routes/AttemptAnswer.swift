import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceRuntime

// What is answered about attempts. Nothing in here could hold a key or a mark.

struct StartAnswer: Encodable {
    let attempt: AttemptID
    let number: Int
    let session: ExamSessionID
    let serverTime: Timestamp
    let deadline: Timestamp?
    let deadlineText: String?
    let stream: String
    let version: Int64
    let token: String?

    init(
        _ place: AttemptPlace,
        _ state: Attempt,
        _ session: ExamSessionID,
        _ result: CommandResult,
        _ now: Timestamp
    ) {
        attempt = place.attempt
        number = state.start?.number ?? 1
        self.session = session
        serverTime = now
        deadline = state.clock?.deadline
        deadlineText = state.deadlineText
        stream = place.stream.name
        version = result.version
        token = result.token
    }
}

struct SessionAnswer: Encodable {
    let session: ExamSessionID
    let serverTime: Timestamp
    let deadline: Timestamp?
    let stream: String
    let version: Int64
    let token: String?

    init(
        _ state: Attempt,
        _ session: ExamSessionID,
        _ result: CommandResult,
        _ stream: StreamID,
        _ now: Timestamp
    ) {
        self.session = session
        serverTime = now
        deadline = state.clock?.deadline
        self.stream = stream.name
        version = result.version
        token = result.token
    }
}

/// The acknowledgement of an answer: what the candidate can show.
struct ReceiptAnswer: Encodable {
    let receipt: Int
    let question: QuestionID
    let at: Timestamp
    let counts: Bool
    let asideReason: AsideReason?
    let stream: String
    let version: Int64
    let token: String?

    init(_ receipt: Receipt, _ result: CommandResult, _ stream: StreamID) {
        self.receipt = receipt.number
        question = receipt.question
        at = receipt.at
        counts = receipt.aside == nil
        asideReason = receipt.aside
        self.stream = stream.name
        version = result.version
        token = result.token
    }
}

struct SubmitAnswer: Encodable {
    let state: Attempt.Phase
    let digest: String?
    let lastReceipt: Int
    let stream: String
    let version: Int64
    let token: String?

    init(_ attempt: Attempt, _ result: CommandResult, _ stream: StreamID) {
        state = attempt.phase
        digest = attempt.digest
        lastReceipt = attempt.lastReceipt
        self.stream = stream.name
        version = result.version
        token = result.token
    }
}

extension CommandResult {
    var token: String? { receipt.map { ReadToken(source: AssessmentStream.context, receipt: $0).description } }
}

extension Attempt {
    /// When the time is up, as people in the exam's zone read it.
    var deadlineText: String? {
        guard let deadline = clock?.deadline, let start else { return nil }
        return "\(LocalTime(deadline, in: start.timeZone))"
    }
}

/// An attempt as it stands: for its candidate with paper and answers, for supervisors without.
struct AttemptAnswer: Encodable {
    struct Saved: Encodable {
        let question: QuestionID
        let answer: AnswerBody?
        let receipt: Int
        let at: Timestamp
        let counts: Bool
        let asideReason: AsideReason?
    }

    let id: AttemptID
    let exam: ExamID?
    let civilServant: CivilServantID?
    let number: Int?
    let version: Int64
    let state: Attempt.Phase
    let serverTime: Timestamp
    let timeZone: IndonesianTimeZone?
    let startedAt: Timestamp?
    /// Absent while the clock stands still.
    let deadline: Timestamp?
    let deadlineText: String?
    let pausedAt: Timestamp?
    let paper: [QuestionPaperView]?
    /// The answers that count, in the order of the paper.
    let answers: [Saved]
    /// The answers that do not, in the order of their receipts.
    let aside: [Saved]
    let lastReceipt: Int
    let digest: String?
    let isReleased: Bool

    init(
        _ id: AttemptID,
        _ found: StreamState<Attempt>,
        at now: Timestamp,
        paper: [QuestionPaperView]?,
        texts: [Int: String]
    ) {
        let attempt = found.state
        self.id = id
        exam = attempt.exam
        civilServant = attempt.candidate
        number = attempt.start?.number ?? attempt.external?.number
        version = found.version
        state = attempt.phase
        serverTime = now
        timeZone = attempt.start?.timeZone
        startedAt = attempt.start?.startedAt
        deadline = attempt.clock?.deadline
        deadlineText = attempt.deadlineText
        pausedAt = attempt.clock?.pausedAt
        self.paper = paper
        let isOwn = paper != nil
        func saved(_ kept: KeptAnswer) -> Saved {
            Saved(
                question: kept.question,
                answer: isOwn ? AnswerBody(kept.answer, text: texts[kept.receipt]) : nil,
                receipt: kept.receipt,
                at: kept.arrivedAt,
                counts: kept.aside == nil,
                asideReason: kept.aside
            )
        }
        answers = (attempt.start?.paper ?? []).compactMap { attempt.answers[$0.question] }.map(saved)
        aside = attempt.aside.map(saved)
        lastReceipt = attempt.lastReceipt
        digest = attempt.digest
        isReleased = attempt.marking.releasedAt != nil || attempt.external != nil
    }
}

extension AttemptRoutes {
    func read(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let stream = try request.attemptStream()
        let found = try await desk.attempts.state(of: stream)
        guard let candidate = found.state.candidate else { throw Problem.notFound("attempt") }
        let isOwn = request.hasRole(.civilServant) && candidate == CivilServantID(request.principal.subject)
        guard isOwn || request.hasRole(.examSupervisor, .examOrganiser) else { throw Problem.notFound("attempt") }
        let answer = AttemptAnswer(
            AttemptID(stream.id),
            found,
            at: request.receivedAt,
            paper: isOwn ? try await desk.paper(of: found.state, request.tenant) : nil,
            texts: isOwn ? try await desk.texts(of: found.state, request.tenant) : [:]
        )
        return try .json(answer, headers: ["ETag": "\"\(found.version)\"", "Cache-Control": "no-store"])
    }
}

extension AssessmentDesk {
    /// The paper as its candidate sees it, in the candidate's own order.
    func paper(of attempt: Attempt, _ tenant: TenantID) async throws -> [QuestionPaperView] {
        var views: [QuestionPaperView] = []
        for (index, item) in (attempt.start?.paper ?? []).enumerated() {
            let content = try await revision(item.revision, of: item.question, tenant).content
            guard let view = QuestionPaperView(item, place: index + 1, content: content) else {
                throw MissingRevision(question: item.question, revision: item.revision)
            }
            views.append(view)
        }
        return views
    }

    /// The texts that were answered, by receipt; those of an erased candidate are missing.
    func texts(of attempt: Attempt, _ tenant: TenantID) async throws -> [Int: String] {
        let kept = (Array(attempt.answers.values) + attempt.aside).filter { $0.answer.text != nil }
        let sealed = kept.compactMap { answer in
            answer.answer.text.map { (field: SealedName.answerText, value: $0) }
        }
        guard !sealed.isEmpty else { return [:] }
        var texts: [Int: String] = [:]
        for (answer, text) in zip(kept, try await vault.open(sealed, tenant: tenant)) { texts[answer.receipt] = text }
        return texts
    }
}
