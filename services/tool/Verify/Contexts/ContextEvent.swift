import AssessmentEvents
import EnrolmentEvents

/// An event in the words of the context that it comes from.
enum ContextEvent: Sendable {
    case enrolment(EnrolmentEvent)
    case assessment(AssessmentEvent)
}
