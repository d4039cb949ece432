import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension BatchDecider {
    /// Notes a result that is news, and evaluates again who has been evaluated before.
    ///
    /// Never a refusal: whoever the result does not concern, without a seat or in a cancelled batch, is left alone. It is
    /// the exam's own account that decides which result is newer, not the order in which we hear of them.
    static func noteExamResult(_ request: NoteExamResult, given batch: Batch) -> [BatchEvent] {
        switch batch.phase {
        case .unknown, .cancelled: return []
        case .scheduled, .closed: break
        }
        guard let rules = batch.rules, let times = batch.times,
            var participant = batch.participants[request.civilServant], participant.status == .seated
        else { return [] }
        if let known = participant.examResults[request.attempt], known.revision >= request.revision { return [] }
        let fact = noted(request)
        participant.note(fact)
        // Everybody in a closed batch has been evaluated.
        guard participant.outcome != nil else { return [.examResultNoted(fact)] }
        let rule = CompletionRule(rules: rules, times: times)
        let result = rule.result(of: request.civilServant, as: participant, in: batch)
        return [.examResultNoted(fact)] + [result].compactMap(\.self)
    }

    private static func noted(_ request: NoteExamResult) -> ExamResultNoted {
        ExamResultNoted(
            civilServant: request.civilServant,
            exam: request.exam,
            attempt: request.attempt,
            revision: request.revision,
            passed: request.passed,
            scoreHundredths: request.scoreHundredths,
            basis: request.basis,
            determinedAt: request.determinedAt
        )
    }
}
