package import CivilServiceKernel
import EventSourcing

/// An essay waits for two markers, who learn neither whose it is nor what the other gives.
package struct EssayOpened: EventPayload {
    /// The exam.
    package let exam: ExamID
    /// The attempt; never shown to a marker.
    package let attempt: AttemptID
    /// The candidate; never shown to a marker, and never a marker.
    package let candidate: CivilServantID
    /// The question.
    package let question: QuestionID
    /// Its revision.
    package let revision: Int
    /// Points to be had.
    package let maxHundredths: Int
    /// By how much two markers may differ.
    package let toleranceHundredths: Int
    /// Lines of the rubric.
    package let criteria: [String]

    package init(
        exam: ExamID,
        attempt: AttemptID,
        candidate: CivilServantID,
        question: QuestionID,
        revision: Int,
        maxHundredths: Int,
        toleranceHundredths: Int,
        criteria: [String]
    ) {
        self.exam = exam
        self.attempt = attempt
        self.candidate = candidate
        self.question = question
        self.revision = revision
        self.maxHundredths = maxHundredths
        self.toleranceHundredths = toleranceHundredths
        self.criteria = criteria
    }
}
