import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import Cryptography
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceRuntime

/// Attempts: starting, answering and handing in by the candidate; keeping order by supervisors.
///
/// Somebody else's attempt is answered as one that is not there, whatever is asked of it.
struct AttemptRoutes {
    static let readers: Set<Role> = AssessmentRoles.supervisors.union(AssessmentRoles.candidates)

    let desk: AssessmentDesk

    func add(to routes: inout ServiceRoutes) {
        let attempt = "/v1/{tenant}/attempts/{attempt}"
        let (candidates, supervisors) = (AssessmentRoles.candidates, AssessmentRoles.supervisors)
        routes.post("/v1/{tenant}/exams/{exam}/attempts", roles: candidates) { try await start($0) }
        routes.get(attempt, roles: Self.readers) { try await read($0) }
        routes.get("\(attempt)/result", roles: ResultReading.readers) { try await ResultReading(desk: desk).read($0) }
        routes.post("\(attempt)/sessions", roles: candidates) { try await openSession($0) }
        routes.put("\(attempt)/answers/{question}", roles: candidates) { try await save($0) }
        routes.post("\(attempt)/submit", roles: candidates) { try await submit($0) }
        routes.post("\(attempt)/grant-time", roles: supervisors) { try await grantTime($0) }
        routes.post("\(attempt)/pause", roles: supervisors) { try await pause($0) }
        routes.post("\(attempt)/resume", roles: supervisors) { try await resume($0) }
    }

    /// The number follows from what the person has sat before: whoever asks first for one gets it, whichever device or
    /// replica asks.
    private func start(_ request: TenantRequest) async throws -> HTTPResponse {
        let _: EmptyRequest = try request.body()
        let head = try request.commandHead()
        let person = try request.sender()
        let exam: ExamID = try request.identifier("exam")
        let stream = AssessmentStream.exam(exam, of: request.tenant)
        guard let offer = ExamOffer(exam, of: try await desk.exams.state(of: stream).state) else {
            throw Problem.notFound("exam")
        }
        try await request.waitUntilFresh(desk.seats.checkpoints, of: EnrolmentStream.context)
        let entitlement = try await desk.seats.entitlement(of: person, in: offer.rules.batch, tenant: request.tenant)
        let session = ExamSessionID.named(after: head.context.commandID)
        for number in 1...offer.rules.attemptsAllowed {
            let place = desk.place(of: exam, person, number: number, of: request.tenant)
            let command = AttemptCommand.start(
                StartAttempt(
                    exam: offer,
                    civilServant: person,
                    number: number,
                    isEntitled: entitlement.admits(to: offer.rules.batch),
                    seed: SecureRandom.seed(),
                    session: session,
                    at: head.at
                )
            )
            let (result, state) = try await desk.attempts(
                head.request(command, claims: [place.claim]),
                on: place.stream,
                reading: { $0 }
            )
            if state.sessions.contains(session) {
                desk.candidates.remember(person, of: place.stream)
                return try answer(StartAnswer(place, state, session, result, head.at), to: result, location: place)
            }
            guard state.phase != .open else { throw AttemptRejection.alreadyStarted }
        }
        throw AttemptRejection.attemptsUsedUp(offer.rules.attemptsAllowed)
    }

    private func openSession(_ request: TenantRequest) async throws -> HTTPResponse {
        let _: EmptyRequest = try request.body()
        let place = try await own(request)
        let head = try request.commandHead()
        let session = ExamSessionID.named(after: head.context.commandID)
        let (result, state) = try await desk.attempts(
            head.request(.openSession(session, at: head.at)),
            on: place,
            reading: { $0 }
        )
        return try answer(SessionAnswer(state, session, result, place, head.at), to: result)
    }

    private func save(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: SaveAnswerRequest = try request.body()
        let question: QuestionID = try request.identifier("question")
        guard (1...1_000_000_000).contains(body.number) else {
            throw Problem.invalidBody([FieldError("/number", "range", "must be a whole number from 1 to 1000000000")])
        }
        let stream = try await own(request)
        let save = SaveAnswer(
            question,
            try await input(body.answer, request),
            session: body.session,
            clientNumber: body.number,
            at: request.receivedAt
        )
        let (result, receipt) = try await desk.attempts(
            try request.commandHead().request(.save(save)),
            on: stream,
            reading: { $0.receipt(of: body.session, clientNumber: body.number) }
        )
        guard let receipt else { throw AttemptRejection.clientNumberReused }
        if result.changedNothing, let text = body.answer.text {
            try await compare(text, with: receipt, on: stream, request.tenant)
        }
        return try answer(ReceiptAnswer(receipt, result, stream), to: result)
    }

    /// What is sealed is another text each time, so a repetition is compared here.
    ///
    /// - Throws: `clientNumberReused` when another text was acknowledged under the number; it would be lost otherwise.
    private func compare(_ text: String, with receipt: Receipt, on stream: StreamID, _ tenant: TenantID) async throws {
        let state = try await desk.attempts.state(of: stream).state
        let kept = (state.answers.values + state.aside).first { $0.receipt == receipt.number }
        guard let sealed = kept?.answer.text else { return }
        let opened = try await desk.vault.open([(field: SealedName.answerText, value: sealed)], tenant: tenant)
        if let before = opened[0], before != text { throw AttemptRejection.clientNumberReused }
    }

    private func input(_ answer: AnswerBody, _ request: TenantRequest) async throws -> AnswerInput {
        if let options = answer.options { return .options(options) }
        if let pairs = answer.pairs { return .pairs(pairs) }
        if let number = answer.number { return .number(number) }
        guard let text = answer.text else { return .nothing }
        let characters = text.unicodeScalars.count
        guard characters <= AnswerInput.essayLimit else { throw AttemptRejection.answerTooLong(AnswerInput.essayLimit) }
        let values = [(field: SealedName.answerText, value: text)]
        let sealed = try await desk.vault.seal(values, for: try request.sender(), tenant: request.tenant)
        return .text(sealed[0], characters: characters)
    }

    private func submit(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: SubmitRequest = try request.body()
        let stream = try await own(request)
        let head = try request.commandHead()
        let (result, state) = try await desk.attempts(
            head.request(.submit(body.session, at: head.at, hash: .sha256)),
            on: stream,
            reading: { $0 }
        )
        return try answer(SubmitAnswer(state, result, stream), to: result)
    }

    /// The stream of the attempt in the path, when it is the sender's own.
    ///
    /// - Throws: 404, the same for one that is not there, so that ids cannot be tried out.
    func own(_ request: TenantRequest) async throws -> StreamID {
        let stream = try request.attemptStream()
        guard let sender = CivilServantID(request.principal.subject),
            try await desk.candidate(of: stream) == sender
        else { throw Problem.notFound("attempt") }
        return stream
    }

    func answer(_ body: some Encodable, to result: CommandResult, location: AttemptPlace? = nil)
        throws -> HTTPResponse
    {
        var headers: HTTPHeaders = ["ETag": "\"\(result.version)\"", "Cache-Control": "no-store"]
        headers["Bina-Read-Token"] = result.receipt.map {
            ReadToken(source: AssessmentStream.context, receipt: $0).description
        }
        headers["Location"] = location.map { "/v1/\($0.stream.tenant)/attempts/\($0.attempt)" }
        if result.changedNothing { headers["Bina-Unchanged"] = "true" }
        return try .json(body, status: location == nil ? .ok : .created, headers: headers)
    }
}

extension TenantRequest {
    /// The stream of the attempt in the path.
    func attemptStream() throws(Problem) -> StreamID {
        let attempt: AttemptID = try identifier("attempt")
        return AssessmentStream.attempt(attempt, of: tenant)
    }
}

extension Identifier<AssessmentIdentityOf.ExamSession> {
    /// The session that a command opens: the same when the command is sent again.
    static func named(after command: CommandID) -> ExamSessionID {
        let digest = Digest.blake2b(command.uuid.bytes + [UInt8]("exam session".utf8))
        return ExamSessionID(UUID(digest: digest) ?? command.uuid)
    }
}

extension SecureRandom {
    /// From which a paper is drawn.
    static func seed() -> UInt64 { bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
