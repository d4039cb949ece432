package import AssessmentEvents
import EventSourcing

/// The settled mark of an essay goes to its attempt.
package enum WhenEssayIsSettled {
    /// What is asked of which attempt; nil when nothing is.
    package static func reaction(to event: EssayEvent, of essay: EssayID) -> (AttemptID, AttemptCommand)? {
        switch event {
        case .essaySettled(let fact):
            (fact.attempt, .enterEssayMark(essay, question: fact.question, pointsHundredths: fact.pointsHundredths))
        case .essayOpened, .markersAssigned, .markerReplaced, .essayMarkGiven, .marksDiverged, .reconcilerAssigned:
            nil
        }
    }
}
