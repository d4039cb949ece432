/// What of the exam is missing for completion.
///
/// A list of its own: the list of the other reasons was published before exams counted, and stays as it is.
package enum ExamShortfall: String, Codable, CaseIterable, Sendable {
    case examNotPassed = "exam-not-passed"
    case noExamResult = "no-exam-result"
}
