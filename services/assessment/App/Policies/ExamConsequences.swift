import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import ProjectionRuntime

/// What follows from one event of an exam, for every attempt at it.
///
/// The view names the attempts; the reaction waits until it knows every attempt of before the event. Whoever starts later
/// is seen to by ``AttemptConsequences``. A transaction takes on a few attempts and notes the last one, so that neither
/// memory nor locks grow with the number of candidates.
struct ExamConsequences {
    /// Attempts in one transaction: their lanes are locked while their events are appended, and others save meanwhile.
    static let portion = 50

    let policy: ExamPolicy
    let envelope: EventEnvelope
    let reaction: PolicyReaction

    private var tenant: TenantID { envelope.tenant }
    private var at: Timestamp { envelope.happenedBy }

    func follow(_ event: ExamEvent) async throws {
        let desk = policy.desk
        if reaction.place == nil {
            guard try await desk.viewIsCurrent(within: .seconds(5)) else {
                throw RetryLater("the assessment view is behind")
            }
        }
        let exam = ExamID(envelope.stream.id)
        let rows = try await desk.view.attempts(
            at: exam,
            tenant: tenant,
            after: reaction.place.map { AttemptID($0) },
            limit: Self.portion
        )
        try await reaction.lookUp(rows.map { AssessmentStream.attempt($0.id, of: tenant) })
        for row in rows { try await follow(event, for: row) }
        if rows.count == Self.portion, let last = rows.last { reaction.goOn(after: last.id.uuid) }
    }

    private func follow(_ event: ExamEvent, for row: AttemptLine) async throws {
        let stream = AssessmentStream.attempt(row.id, of: tenant)
        let asked = WhenExamChanges.reaction(to: event, of: row.civilServant, at: at, hash: .sha256)
        switch asked {
        case .nothing: return
        case .ask(let command):
            let attempt = try await reaction.state(of: stream, by: AttemptDecider.self)
            guard isDue(command, attempt), try await isInTime(command, attempt) else { return }
            try await ask(settled(command), stream)
        case .remark(let repair):
            let attempt = try await reaction.state(of: stream, by: AttemptDecider.self)
            guard let command = try await remark(attempt, by: repair) else { return }
            try await ask(command, stream)
        }
    }

    private func ask(_ command: AttemptCommand, _ stream: StreamID) async throws {
        try await reaction.decide(command, by: AttemptDecider.self, onOneOfMany: stream)
    }

    /// Whether the attempt is one of those that the exam's event is about, as it is by now.
    private func isDue(_ command: AttemptCommand, _ attempt: Attempt) -> Bool {
        switch command {
        case .void: attempt.mayBeVoided
        case .countIncident: attempt.mayGetTime
        case .release: attempt.mayBeReleased
        case .start, .openSession, .save, .submit, .closeIfDue, .grantTime, .pause, .resume, .mark, .enterEssayMark,
            .remark, .adjust, .recordExternal:
            false
        }
    }

    /// Keys are public when results are released: what is over then stays so.
    private func isInTime(_ command: AttemptCommand, _ attempt: Attempt) async throws -> Bool {
        guard case .countIncident = command, attempt.isOver else { return true }
        return try await reaction.state(of: envelope.stream, by: ExamDecider.self).phase != .released
    }

    /// The store's clock may be behind the one that saw the end of an incident.
    private func settled(_ command: AttemptCommand) -> AttemptCommand {
        guard case .countIncident(let incident, let from, let until, let at) = command else { return command }
        return .countIncident(incident, from: from, until: until, at: max(at, until))
    }

    /// Nil for an attempt that the repair does not concern: whoever is not marked yet is marked by the repaired key.
    private func remark(_ attempt: Attempt, by repair: ExamKeyRepaired) async throws -> AttemptCommand? {
        guard attempt.isOver, attempt.marking.isMarked, let item = attempt.item(repair.question),
            item.revision == repair.revision
        else { return nil }
        var key: AnswerKey?
        if let sealed = repair.key { key = try await policy.open(sealed, tenant: tenant) }
        var text: OpenedText?
        if item.kind != .essay, let sealed = attempt.answers[repair.question]?.answer.text {
            text = try await policy.text(sealed, tenant: tenant)
        }
        let exam = try await reaction.state(of: envelope.stream, by: ExamDecider.self)
        let days = exam.rules?.objectionWorkingDays ?? 0
        let due = policy.desk.profile(of: tenant).calendar.dueDate(of: at, workingDays: days)
        return WhenExamChanges.remark(repair, key: key, text: text, at: at, objectionsUntil: due)
    }
}
