package import CivilServiceKernel
package import EnrolmentEvents

/// One person in a batch.
package struct Participant: Sendable, Equatable, Codable {
    package enum Status: String, Sendable, Codable {
        case seated, offered, waiting, declined, lapsed, withdrawn
    }

    package enum Outcome: Sendable, Equatable, Codable {
        case completed
        case notCompleted([NonCompletionReason])
    }

    package internal(set) var status: Status
    /// By ordinal of the session in the batch.
    package internal(set) var attendance: [Int: AttendanceStatus] = [:]
    package internal(set) var practiceTask: PracticeTask?
    package internal(set) var outcome: Outcome?

    init(status: Status) { self.status = status }
}

/// The newest assessment of a practice task.
package struct PracticeTask: Sendable, Equatable, Codable {
    package let assessor: CivilServantID
    package let passed: Bool
    package let score: Int?
}
