package import CivilServiceKernel
import EventSourcing

/// Somebody joined the queue, since every seat was taken.
package struct ParticipantQueued: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// Place in the queue, from 1; given by the rule, once, at joining.
    package let position: Int
    /// People in the queue, this one included.
    package let queueLength: Int
    /// The rule that gave the place.
    package let rule: QueueRule
    /// Learning hours (JP) of the person in this year, as known then; what the rule compared.
    package let learningHoursThisYear: Int

    package init(
        civilServant: CivilServantID,
        position: Int,
        queueLength: Int,
        rule: QueueRule,
        learningHoursThisYear: Int
    ) {
        self.civilServant = civilServant
        self.position = position
        self.queueLength = queueLength
        self.rule = rule
        self.learningHoursThisYear = learningHoursThisYear
    }
}
