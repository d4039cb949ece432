package import CivilServiceKernel
package import EnrolmentEvents

/// One person in a batch.
package struct Participant: Sendable, Equatable, Codable {
    package enum Status: String, Sendable, Codable {
        case seated, offered, waiting, declined, lapsed, withdrawn
    }

    package enum Outcome: Sendable, Equatable, Codable {
        case completed
        /// Something is missing: the reasons, the exam, or both.
        case notCompleted([NonCompletionReason], ExamShortfall?)
    }

    package internal(set) var status: Status
    /// By ordinal of the session in the batch.
    package internal(set) var attendance: [Int: AttendanceStatus] = [:]
    package internal(set) var practiceTask: PracticeTask?
    /// The newest result of each attempt at an exam of the batch.
    package private(set) var examResults: [ExamAttemptID: ExamResult] = [:]
    package internal(set) var outcome: Outcome?

    init(status: Status) { self.status = status }

    /// Whether any attempt is passed; nil when no result is known.
    package var examPassed: Bool? {
        examResults.isEmpty ? nil : examResults.values.contains { $0.passed }
    }

    mutating func note(_ fact: ExamResultNoted) { examResults[fact.attempt] = ExamResult(fact) }
}

/// The newest assessment of a practice task.
package struct PracticeTask: Sendable, Equatable, Codable {
    package let assessor: CivilServantID
    package let passed: Bool
    package let score: Int?
}
