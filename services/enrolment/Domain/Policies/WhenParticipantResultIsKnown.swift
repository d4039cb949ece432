package import CivilServiceKernel
package import EnrolmentEvents
import EventSourcing

/// The reaction of the ledger to a batch: a completion earns learning hours, a completion taken back loses them.
///
/// Pure; the App gives it events and sends what it returns. The entry has the batch's id, so doing it twice changes
/// nothing.
package enum WhenParticipantResultIsKnown {
    /// One command to one civil servant's ledger.
    package struct Reaction: Sendable, Equatable {
        package let civilServant: CivilServantID
        package let command: LearningHoursCommand
    }

    /// Whose ledger `event` concerns; the App looks up the person's employment before asking for the reaction.
    package static func civilServant(concernedBy event: BatchEvent) -> CivilServantID? {
        switch event {
        case .participantCompleted(let fact): fact.civilServant
        case .participantDidNotComplete(let fact): fact.civilServant
        case .batchScheduled, .batchRescheduled, .batchCapacityChanged, .batchCancelled, .batchClosed,
            .participantEnrolled, .participantQueued, .seatOffered, .seatAccepted, .seatDeclined, .seatOfferExpired,
            .participantWithdrew, .queueReordered, .attendanceRecorded, .practiceTaskAssessed,
            .examResultNoted:
            nil
        }
    }

    /// What the ledger is asked to do; nil when it has nothing to do.
    ///
    /// `hasEntry`: whether an earlier completion of the batch stands in the ledger. Without it there is nothing to take
    /// back. `today` is the day of the event in the tenant's zone.
    package static func reaction(
        to event: BatchEvent,
        of batch: BatchID,
        employment: Employment,
        hasEntry: Bool,
        today: CalendarDate,
        cards: RateCards
    ) -> Reaction? {
        switch event {
        case .participantCompleted(let fact):
            let request = RecordHours(
                entry: entry(of: batch),
                source: .training(batch, fact.programme),
                form: fact.form,
                startedOn: fact.startedOn,
                endedOn: fact.completedOn,
                hours: fact.learningHours,
                sessions: max(1, fact.sessionsAttended),
                employment: employment,
                today: max(today, fact.completedOn),
                cards: cards
            )
            return Reaction(civilServant: fact.civilServant, command: .record(request))
        case .participantDidNotComplete(let fact):
            guard hasEntry else { return nil }
            return Reaction(
                civilServant: fact.civilServant,
                command: .cancel(entry(of: batch), .completionRevoked, note: nil, cards: cards)
            )
        case .batchScheduled, .batchRescheduled, .batchCapacityChanged, .batchCancelled, .batchClosed,
            .participantEnrolled, .participantQueued, .seatOffered, .seatAccepted, .seatDeclined, .seatOfferExpired,
            .participantWithdrew, .queueReordered, .attendanceRecorded, .practiceTaskAssessed,
            .examResultNoted:
            return nil
        }
    }

    /// The ledger's entry for a completed batch.
    package static func entry(of batch: BatchID) -> EntryID { EntryID(batch.uuid) }
}
