package import CivilServiceKernel
package import EventSourcing

/// An entry was taken back and counts no more.
package struct LearningHoursCancelled: EventPayload {
    /// The line of the ledger.
    package let entry: EntryID
    /// Why.
    package let reason: HoursCancellationReason
    /// What is to be said about it, sealed.
    package let note: SealedField?

    package init(entry: EntryID, reason: HoursCancellationReason, note: SealedField? = nil) {
        self.entry = entry
        self.reason = reason
        self.note = note
    }
}
