package import AssessmentEvents
import CivilServiceKernel
package import EventSourcing

/// The rules of an attempt.
///
/// The laws: no acknowledged answer is lost; none that came after the deadline counts; at most one session may answer.
package enum AttemptDecider: Decider {
    package static let category = AssessmentStream.attempt.category
    package static let initialState = Attempt()
    /// An essay is saved again and again while it is written.
    package static var snapshot: SnapshotCodec<Attempt>? { .json(schema: 1) }
    /// Most answers that one attempt keeps.
    package static let answerLimit = 10_000
    /// Most sessions of one attempt.
    package static let sessionLimit = 500

    package static func decide(_ command: AttemptCommand, given attempt: Attempt)
        throws(AttemptRejection) -> [AttemptEvent]
    {
        switch command {
        case .start(let request): try start(request, given: attempt)
        case .openSession(let session, let now): try openSession(session, at: now, given: attempt)
        case .save(let request): try save(request, given: attempt)
        case .submit(let session, let now, let hash): try submit(session, at: now, hash: hash, given: attempt)
        case .closeIfDue(let now, let hash): try closeIfDue(at: now, hash: hash, given: attempt)
        case .void(let reason, let now, let hash): try void(reason, at: now, hash: hash, given: attempt)
        case .grantTime(let minutes, let person, let reason, let now):
            try grantTime(minutes, by: person, reason: reason, at: now, given: attempt)
        case .pause(let reason, let person, let now): try pause(reason, by: person, at: now, given: attempt)
        case .resume(let now): try resume(at: now, given: attempt)
        case .countIncident(let incident, let from, let until, let now):
            try countIncident(incident, from: from, until: until, at: now, given: attempt)
        case .mark(let request): try mark(request, given: attempt)
        case .enterEssayMark(let essay, let question, let points):
            try enterEssayMark(essay, question: question, points: points, given: attempt)
        case .release(let now, let day): try release(at: now, objectionsUntil: day, given: attempt)
        case .remark(let request): try remark(request, given: attempt)
        case .adjust(let request): try adjust(request, given: attempt)
        case .recordExternal(let request): try recordExternal(request, given: attempt)
        }
    }

    package static func evolve(_ attempt: inout Attempt, by event: AttemptEvent) { attempt.apply(event) }

    /// The facts of an attempt that was started here.
    static func started(_ attempt: Attempt) throws(AttemptRejection) -> (start: AttemptStarted, clock: AttemptClock) {
        guard let start = attempt.start, let clock = attempt.clock else { throw .notStarted }
        return (start, clock)
    }

    static func local(_ instant: Timestamp, _ start: AttemptStarted) -> LocalTime {
        LocalTime(instant, in: start.timeZone)
    }
}
