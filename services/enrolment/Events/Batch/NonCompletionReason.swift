/// Which part of the completion rule was not met.
package enum NonCompletionReason: String, Codable, CaseIterable, Sendable {
    case attendanceBelowMinimum = "attendance-below-minimum"
    case practiceTaskNotAssessed = "practice-task-not-assessed"
    case practiceTaskNotPassed = "practice-task-not-passed"
}
