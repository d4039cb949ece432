package import CivilServiceKernel
import EventSourcing

/// Since another entry was cancelled, a cap left more room and an entry counts for more.
package struct LearningHoursRecounted: EventPayload {
    /// The line of the ledger.
    package let entry: EntryID
    /// JP that count from now on.
    package let counted: Int
    /// The caps that still make it less than awarded.
    package let limits: [HoursLimit]
    /// Version of the rate card that was applied.
    package let rateCard: String
    /// The entry whose cancelling made the room.
    package let cause: EntryID

    package init(entry: EntryID, counted: Int, limits: [HoursLimit], rateCard: String, cause: EntryID) {
        self.entry = entry
        self.counted = counted
        self.limits = limits
        self.rateCard = rateCard
        self.cause = cause
    }
}
