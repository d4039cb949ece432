import CivilServiceKernel
package import EnrolmentEvents
import EventSourcing

/// The rules of the learning-hours ledger.
///
/// A cap never refuses an entry: it says how much of it counts. When an entry is cancelled, those that a cap had cut are
/// counted again, each by an event of its own.
package enum LearningHoursDecider: Decider {
    package static let category = EnrolmentStream.learningHours.category
    package static let initialState = LearningHoursLedger()

    package static func decide(_ command: LearningHoursCommand, given ledger: LearningHoursLedger)
        throws(LearningHoursRejection) -> [LearningHoursEvent]
    {
        switch command {
        case .record(let request): try record(request, given: ledger)
        case .verify(let entry, let owner, let verifier):
            try verify(entry, of: owner, by: verifier, given: ledger)
        case .cancel(let entry, let reason, let note, let cards):
            try cancel(entry, reason, note: note, cards: cards, given: ledger)
        }
    }

    package static func evolve(_ ledger: inout LearningHoursLedger, by event: LearningHoursEvent) {
        ledger.apply(event)
    }

    private static func record(_ request: RecordHours, given ledger: LearningHoursLedger)
        throws(LearningHoursRejection) -> [LearningHoursEvent]
    {
        let fact = try recorded(request, given: ledger)
        if let existing = ledger.entries[request.entry], !existing.isCancelled {
            guard existing.isRecordOf(fact) else { throw .otherEntryRecorded }
            return []
        }
        switch request.source {
        case .training:
            let verified = LearningHoursVerified(entry: request.entry, basis: .ownTraining)
            return [.learningHoursRecorded(fact), .learningHoursVerified(verified)]
        case .outside:
            guard ledger.entries[request.entry] == nil else { throw .cancelled }
            return [.learningHoursRecorded(fact)]
        }
    }

    private static func verify(
        _ entry: EntryID,
        of owner: CivilServantID,
        by verifier: CivilServantID,
        given ledger: LearningHoursLedger
    ) throws(LearningHoursRejection) -> [LearningHoursEvent] {
        guard let existing = ledger.entries[entry] else { throw .unknownEntry }
        guard !existing.isCancelled else { throw .cancelled }
        guard owner != verifier else { throw .ownVerification }
        guard !existing.isVerified else { return [] }
        return [
            .learningHoursVerified(
                LearningHoursVerified(entry: entry, basis: .evidenceChecked, verifier: verifier)
            )
        ]
    }

    private static func cancel(
        _ entry: EntryID,
        _ reason: HoursCancellationReason,
        note: SealedField?,
        cards: RateCards,
        given ledger: LearningHoursLedger
    ) throws(LearningHoursRejection) -> [LearningHoursEvent] {
        guard let existing = ledger.entries[entry] else { throw .unknownEntry }
        guard !existing.isCancelled else { return [] }
        let cancelled = LearningHoursEvent.learningHoursCancelled(
            LearningHoursCancelled(entry: entry, reason: reason, note: note)
        )
        var after = ledger
        after.apply(cancelled)
        return [cancelled] + recounted(after, because: entry, cards: cards)
    }

    /// Counts again, in the order of recording, every entry that a cap had cut.
    private static func recounted(_ ledger: LearningHoursLedger, because cause: EntryID, cards: RateCards)
        -> [LearningHoursEvent]
    {
        var ledger = ledger
        var events: [LearningHoursEvent] = []
        for (id, entry) in ledger.standing where !entry.limits.isEmpty {
            guard let card = cards.card(on: entry.endedOn) else { continue }
            let count = HoursCount.of(
                entry.awarded,
                form: entry.form,
                from: entry.startedOn,
                to: entry.endedOn,
                year: LearningYear(firstDay: entry.yearFrom, lastDay: entry.yearTo),
                kind: entry.employmentKind,
                card: card,
                beside: ledger.standing.filter { $0.id != id }.map(\.entry)
            )
            guard count.counted > entry.counted else { continue }
            let event = LearningHoursEvent.learningHoursRecounted(
                LearningHoursRecounted(
                    entry: id,
                    counted: count.counted,
                    limits: count.limits,
                    rateCard: card.version,
                    cause: cause
                )
            )
            ledger.apply(event)
            events.append(event)
        }
        return events
    }
}
