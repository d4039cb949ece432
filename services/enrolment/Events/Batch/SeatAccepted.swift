package import CivilServiceKernel
import EventSourcing

/// Somebody accepted an offered seat and has it.
package struct SeatAccepted: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID

    package init(civilServant: CivilServantID) {
        self.civilServant = civilServant
    }
}
