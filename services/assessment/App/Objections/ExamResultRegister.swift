import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres

/// Released exam results; the decision's id is the attempt's.
///
/// Who decided: whoever released the results or repaired a key, and whoever marked or reconciled an essay of the attempt.
/// A machine that marked by a key is nobody who could be heard.
struct ExamResultRegister: DecisionRegister {
    let desk: AssessmentDesk

    func decision(_ id: ContestedDecisionID, question: QuestionID?, tenant: TenantID) async throws
        -> ContestedDecision?
    {
        let attempt = AttemptID(id.uuid)
        let stream = AssessmentStream.attempt(attempt, of: tenant)
        let state = try await desk.attempts.state(of: stream).state
        guard state.phase != .void, let start = state.start, state.marking.releasedAt != nil,
            question.map({ state.item($0) != nil }) ?? true
        else { return nil }
        let deciders = try await examDeciders(start.exam, tenant).union(try await essayDeciders(stream))
        return ContestedDecision(attempt, of: state, deciders: deciders.sorted(), question: question)
    }

    private func examDeciders(_ exam: ExamID, _ tenant: TenantID) async throws -> Set<CivilServantID> {
        let deciding: Set<String> = [
            ExamEvent.Name.examResultsReleased.rawValue, ExamEvent.Name.examKeyRepaired.rawValue,
        ]
        let history = try await desk.store.load(AssessmentStream.exam(exam, of: tenant), after: 0, snapshotSchema: nil)
        let acts = history.events.filter { deciding.contains($0.type) }
        return Set(acts.compactMap { CivilServantID($0.context.actor) })
    }

    private func essayDeciders(_ attempt: StreamID) async throws -> Set<CivilServantID> {
        let history = try await desk.store.load(attempt, after: 0, snapshotSchema: nil)
        var deciders: Set<CivilServantID> = []
        for envelope in history.events where envelope.type == AttemptEvent.Name.essayMarkEntered.rawValue {
            guard case .essayMarkEntered(let fact) = try AttemptEvent(recorded: envelope) else { continue }
            let stream = AssessmentStream.essay(fact.essay, of: attempt.tenant)
            let essay = try await desk.essays.state(of: stream).state
            deciders.formUnion(essay.markers)
            if let reconciler = essay.reconciler { deciders.insert(reconciler) }
        }
        return deciders
    }
}
