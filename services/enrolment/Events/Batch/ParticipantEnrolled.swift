package import CivilServiceKernel
import EventSourcing

/// Somebody got a seat directly, since one was free and nobody was waiting.
package struct ParticipantEnrolled: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// Learning hours (JP) of the person in this year, as known then.
    package let learningHoursThisYear: Int

    package init(civilServant: CivilServantID, learningHoursThisYear: Int) {
        self.civilServant = civilServant
        self.learningHoursThisYear = learningHoursThisYear
    }
}
