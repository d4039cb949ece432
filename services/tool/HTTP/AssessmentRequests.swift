import CivilServiceKernel
import EventSourcing
import Foundation

// The bodies of the assessment service's commands that this tool sends. Times of the past need the role records-importer.

struct ExamBody: Encodable {
    struct Question: Encodable {
        let question: String
        let pointsHundredths: Int
    }

    var mode = "online"
    let title: String
    var batch: String?
    var programme: String?
    let timeZone: String
    let opensAt: Timestamp
    let closesAt: Timestamp
    let durationMinutes: Int
    let passPercent: Int
    var attemptsAllowed = 1
    var questions: [Question] = []
    var occurredAt: Timestamp?
}

struct ExamTimesBody: Encodable {
    let opensAt: Timestamp
    let closesAt: Timestamp
    let durationMinutes: Int
    let reason: String
}

/// What is done about a wrong key: everybody is marked by the right one.
struct KeyRepairBody: Encodable {
    struct Key: Encodable { let credits: [Credit] }

    struct Credit: Encodable {
        let option: String
        let millionths: Int
    }

    let question: String
    let revision: Int
    var treatment = "new-key"
    let key: Key
    let reason: String
}

/// A result of an exam that was sat elsewhere.
struct ExternalResultBody: Encodable {
    let civilServant: String
    /// In hundredths of a per cent.
    let scoreHundredths: Int
    let submittedOn: String
    let source: String
    var occurredAt: Timestamp?
}

/// The answer of `POST /v1/{tenant}/questions/import`.
struct QuestionImportAnswer: Decodable, Sendable {
    /// Why a question of the file was not taken.
    struct Refused: Codable, Sendable {
        /// Of the file, from 1.
        let line: Int
        let code: String?
        let rule: String
        /// In Indonesian, for people.
        let pesan: String
        let detail: String
    }

    let read: Int
    let added: Int
    let revised: Int
    let unchanged: Int
    let refused: [Refused]
    /// Refusals beyond those that are listed.
    let refusedLeftOut: Int
    /// Texts between the questions.
    let descriptions: Int
}

/// The answer of `GET /v1/{tenant}/questions`, one page.
struct QuestionListAnswer: Decodable, Sendable {
    struct Question: Decodable, Sendable {
        let id: String
        let revision: Int
        let code: String?
        let kind: String
    }

    let questions: [Question]
}

/// The answer of `GET /v1/{tenant}/attempts/{attempt}/result`, as far as the demo reads it.
struct AttemptResultBody: Decodable, Sendable {
    let passed: Bool
    let scoreHundredths: Int
}
