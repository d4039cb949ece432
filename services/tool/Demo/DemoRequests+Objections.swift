import EventSourcing
import Foundation

// What the demonstration asks of the objection desk; it happens now, since deadlines run from the release of the results.

extension DemoRequests {
    func objection(_ name: String, to attempt: String, _ question: String?, _ grounds: String) throws -> ImportCall {
        let body = ObjectionBody(decision: attempt, question: question, grounds: grounds)
        return try examCall("objections", body, "objection:\(name)")
    }

    func reviewer(_ name: String, _ person: String, of objection: String) throws -> ImportCall {
        try step("reviewer", name, ReviewerBody(reviewer: person), objection)
    }

    func statement(_ name: String, _ text: String, on objection: String) throws -> ImportCall {
        try step("statements", name, StatementBody(statement: text), objection)
    }

    func decision(_ name: String, _ reasons: String, on objection: String) throws -> ImportCall {
        try step("decide", name, ObjectionDecisionBody(reasons: reasons), objection)
    }

    /// All points of the question.
    func recalculation(_ name: String, _ question: String, on objection: String) throws -> ImportCall {
        let points = [ExamBody.Question(question: question, pointsHundredths: 1_000)]
        return try step("recalculate", name, RecalculationBody(points: points), objection)
    }

    func shownObjection(_ objection: String) -> APIClient.Call {
        APIClient.Call(method: "GET", path: "/v1/\(place.tenant)/objections/\(objection)", key: "")
    }

    private func step(_ command: String, _ name: String, _ body: some Encodable, _ objection: String) throws
        -> ImportCall
    {
        try examCall("objections/\(objection)/\(command)", body, "objection:\(name):\(command)")
    }
}

private struct ObjectionBody: Encodable {
    var kind = "exam-result"
    let decision: String
    let question: String?
    let grounds: String
}

private struct ReviewerBody: Encodable { let reviewer: String }

private struct StatementBody: Encodable { let statement: String }

private struct ObjectionDecisionBody: Encodable {
    var outcome = "upheld"
    let reasons: String
    var needsRecalculation = true
}

private struct RecalculationBody: Encodable { let points: [ExamBody.Question] }
