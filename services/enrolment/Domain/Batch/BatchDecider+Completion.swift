import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

extension BatchDecider {
    static func evaluate(_ person: CivilServantID, at now: Timestamp, given batch: Batch)
        throws(BatchRejection) -> [BatchEvent]
    {
        let rule = try ruleOfFinishedBatch(batch, at: now)
        guard let participant = batch.participants[person], participant.status == .seated else {
            throw .noSeat(person)
        }
        return rule.result(of: person, as: participant, in: batch).map { [$0] } ?? []
    }

    static func close(at now: Timestamp, given batch: Batch) throws(BatchRejection) -> [BatchEvent] {
        if batch.phase == .closed { return [] }
        let rule = try ruleOfFinishedBatch(batch, at: now)
        var desk = settled(try desk(of: batch, at: now))
        let seated = batch.participants.filter { $0.value.status == .seated }.sorted { $0.key < $1.key }
        var completed = 0
        for (person, participant) in seated {
            let result = rule.result(of: person, as: participant, in: batch)
            if let result { desk.record(result) }
            if isCompletion(result, before: participant.outcome) { completed += 1 }
        }
        desk.record(
            .batchClosed(
                BatchClosed(
                    participants: seated.count,
                    completed: completed,
                    notCompleted: seated.count - completed
                )
            )
        )
        return desk.events
    }

    private static func ruleOfFinishedBatch(_ batch: Batch, at now: Timestamp)
        throws(BatchRejection) -> CompletionRule
    {
        let (rules, times) = try open(batch)
        guard now >= times.endsAt else { throw .notOver(times.local(times.endsAt)) }
        return CompletionRule(rules: rules, times: times)
    }

    /// Whether the newest result, `result` or else the one on record, is a completion.
    private static func isCompletion(_ result: BatchEvent?, before outcome: Participant.Outcome?) -> Bool {
        if case .participantCompleted = result { return true }
        return result == nil && outcome == .completed
    }
}
