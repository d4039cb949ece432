import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import ServiceRuntime

/// WhenTimeIsUp: closes attempts whose time is up.
struct AttemptDeadlines: Deadlines {
    /// Answers that came in time may still be on their way to the store; the attempt ends at its deadline all the same.
    static let grace = Duration.seconds(2)

    let desk: AssessmentDesk

    var name: String { "when-time-is-up" }

    func due(at instant: Timestamp, limit: Int) async throws -> [DueAttempt] {
        try await desk.view.dueAttempts(at: instant, limit: limit)
    }

    func next(after instant: Timestamp) async throws -> Timestamp? {
        try await desk.view.nextDueTime(after: instant)
    }

    /// Closes it; a closed attempt is due no more, so nobody waits for the view to say so.
    func meet(_ due: DueAttempt, at now: Timestamp) async throws -> Bool {
        let request = CommandRequest(AttemptCommand.closeIfDue(at: now, hash: .sha256), by: name, at: now)
        do {
            _ = try await desk.attempts(request, on: AssessmentStream.attempt(due.attempt, of: due.tenant))
        } catch .rejected {
            // Time was given meanwhile: the view is about to say so.
        }
        return false
    }
}
