package import CivilServiceKernel
import EventSourcing

/// One side was asked and said nothing in time; the review goes on without.
package struct StatementMissed: EventPayload {
    /// Which side.
    package let party: HearingParty
    /// Until when it could have spoken.
    package let dueOn: CalendarDate

    package init(party: HearingParty, dueOn: CalendarDate) {
        self.party = party
        self.dueOn = dueOn
    }
}
