import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import ServiceRuntime

// The bodies that the routes of the objection desk take.

struct FileObjectionRequest: Decodable, Sendable {
    let kind: ContestedKind
    let decision: ContestedDecisionID
    /// Of an exam result.
    let question: QuestionID?
    let grounds: Explanation
}

struct AssignReviewerRequest: Decodable, Sendable {
    let reviewer: CivilServantID
}

struct RecuseRequest: Decodable, Sendable {
    let reason: Explanation
}

struct StatementRequest: Decodable, Sendable {
    let statement: Explanation
}

struct MissedStatementRequest: Decodable, Sendable {
    let party: HearingParty
}

struct DecideObjectionRequest: Decodable, Sendable {
    let outcome: ObjectionOutcome
    let reasons: Explanation
    let needsRecalculation: Bool
}

/// Withdrawing needs no reason.
struct WithdrawObjectionRequest: Decodable, Sendable {}

/// The marks as they are to be.
struct RecalculateRequest: Decodable, Sendable {
    struct Points: Decodable, Sendable {
        let question: QuestionID
        let pointsHundredths: Int
    }

    let points: [Points]

    /// - Throws: 422 when no question is named, too many, or one twice.
    func checked() throws(Problem) -> [QuestionID: Int] {
        guard (1...500).contains(points.count) else {
            throw .invalidBody([FieldError("/points", "count", "must have 1 to 500 entries")])
        }
        let byQuestion = Dictionary(points.map { ($0.question, $0.pointsHundredths) }) { first, _ in first }
        guard byQuestion.count == points.count else {
            throw .invalidBody([FieldError("/points", "unique", "must name each question once")])
        }
        return byQuestion
    }
}
