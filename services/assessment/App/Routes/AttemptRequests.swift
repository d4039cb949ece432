import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import ServiceRuntime

// The bodies that the routes of attempts take. None has a time: only the server's clock counts.

/// A command that says nothing but its name.
struct EmptyRequest: Decodable, Sendable {}

struct SaveAnswerRequest: Decodable, Sendable {
    let session: ExamSessionID
    /// The session counts its answers, so that one that is sent again is known again.
    let number: Int
    let answer: AnswerBody
}

/// One kind of answer; none of the members takes back what was answered.
struct AnswerBody: Codable, Sendable, Equatable {
    private(set) var options: [String]?
    private(set) var pairs: [GivenPair]?
    private(set) var number: String?
    private(set) var text: String?
    /// Shown only: the candidate's data were erased, and the text with them.
    private(set) var isErased: Bool?

    private enum CodingKeys: String, CodingKey { case options, pairs, number, text, isErased }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        options = try container.decodeIfPresent([String].self, forKey: .options)
        pairs = try container.decodeIfPresent([GivenPair].self, forKey: .pairs)
        number = try container.decodeIfPresent(String.self, forKey: .number)
        text = try container.decodeIfPresent(String.self, forKey: .text)
        isErased = nil
        let given = [options != nil, pairs != nil, number != nil, text != nil].filter { $0 }.count
        guard given <= 1 else {
            throw RuleViolation(rule: "answer.one-kind", detail: "must have one of options, pairs, number and text")
        }
        guard (number?.utf8.count ?? 0) <= 100 else {
            throw RuleViolation(rule: "answer.number", detail: "must have at most 100 characters in number")
        }
    }

    /// An answer as it was kept.
    ///
    /// - `text`: opened; nil when it can never be read again.
    init(_ kept: GivenAnswer, text: String?) {
        options = kept.options.isEmpty ? nil : kept.options
        pairs = kept.pairs.isEmpty ? nil : kept.pairs
        number = kept.number
        self.text = text
        isErased = kept.text != nil && text == nil ? true : nil
    }
}

struct SubmitRequest: Decodable, Sendable {
    let session: ExamSessionID
}

struct GrantTimeRequest: Decodable, Sendable {
    let minutes: Int
    let reason: Explanation
}

struct PauseRequest: Decodable, Sendable {
    let reason: PauseReason
}
