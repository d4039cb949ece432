import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import ServiceRuntime

// The bodies that the routes of the question bank take.

/// What adding and revising a question have in common.
protocol QuestionBody: Decodable, Sendable {
    var code: String? { get }
    var kind: QuestionKind { get }
    var topic: String { get }
    var difficulty: Difficulty { get }
    var format: TextFormat? { get }
    var stem: String { get }
    var options: [OptionRequest]? { get }
    var targets: [OptionRequest]? { get }
    var wordLimit: Int? { get }
    var key: KeyRequest { get }
}

struct AddQuestionRequest: QuestionBody {
    let code: String?
    let kind: QuestionKind
    let topic: String
    let difficulty: Difficulty
    let format: TextFormat?
    let stem: String
    let options: [OptionRequest]?
    let targets: [OptionRequest]?
    let wordLimit: Int?
    let key: KeyRequest
}

/// The whole question as it is to be, and why.
struct ReviseQuestionRequest: QuestionBody {
    let code: String?
    let kind: QuestionKind
    let topic: String
    let difficulty: Difficulty
    let format: TextFormat?
    let stem: String
    let options: [OptionRequest]?
    let targets: [OptionRequest]?
    let wordLimit: Int?
    let key: KeyRequest
    let reason: Explanation
}

struct RetireQuestionRequest: Decodable, Sendable {
    let reason: Explanation
}

/// An option; either all of a list have ids or none.
struct OptionRequest: Decodable, Sendable {
    let id: String?
    let text: String
}

/// The key; only the fields of the question's kind are given.
struct KeyRequest: Decodable, Sendable {
    let credits: [OptionCredit]?
    let scoring: ChoiceScoring?
    let texts: [AcceptedText]?
    let matchesCase: Bool?
    let numbers: [AcceptedNumber]?
    let pairs: [KeyPair]?
    let order: [String]?
    let rubric: [RubricCriterion]?
    let modelAnswer: String?
    let explanation: String?
}

extension QuestionBody {
    /// The question and its key as the bank keeps them.
    ///
    /// Options without ids are named in the key by the letters of their places in the request. The bank gives them other
    /// letters, by the alphabet, as a place may give away what is right.
    ///
    /// - Throws: 422 when some options of a list have ids and others have none.
    func draft() throws(Problem) -> QuestionDraft {
        let isSorted = kind == .ordering
        let left = try OptionList(options ?? [], named: "/options", sorting: isSorted)
        let right = try OptionList(targets ?? [], named: "/targets", sorting: true)
        let hasTruth = kind == .trueFalse && (options ?? []).isEmpty
        let content = QuestionContent(
            code: code,
            kind: kind,
            topic: topic,
            difficulty: difficulty,
            format: format ?? .plain,
            stem: stem,
            options: hasTruth ? AnswerOption.truth : left.options,
            targets: right.options,
            wordLimit: wordLimit
        )
        return QuestionDraft(content: content, key: key.key(left, right))
    }
}

extension KeyRequest {
    fileprivate func key(_ left: OptionList, _ right: OptionList) -> AnswerKey {
        AnswerKey(
            credits: (credits ?? []).map {
                OptionCredit(option: left.id(of: $0.option), millionths: $0.millionths, feedback: $0.feedback)
            },
            scoring: scoring ?? .weights,
            texts: texts ?? [],
            matchesCase: matchesCase ?? false,
            numbers: numbers ?? [],
            pairs: (pairs ?? []).map { KeyPair(option: left.id(of: $0.option), target: right.id(of: $0.target)) },
            order: (order ?? []).map(left.id(of:)),
            rubric: rubric ?? [],
            modelAnswer: modelAnswer,
            explanation: explanation
        )
    }
}

/// A question with its key in the clear, before the rules have seen it.
struct QuestionDraft: Sendable, Equatable {
    let content: QuestionContent
    let key: AnswerKey
}

/// Options as the bank keeps them, and what the request calls them.
private struct OptionList {
    let options: [AnswerOption]
    /// From a letter of the request to an id of the bank; empty when the request names ids.
    private let ids: [String: String]

    init(_ list: [OptionRequest], named field: String, sorting: Bool) throws(Problem) {
        let named = list.compactMap { option in option.id.map { AnswerOption(id: $0, text: option.text) } }
        guard named.isEmpty || named.count == list.count else {
            throw .invalidBody([FieldError(field, "ids", "must have ids in all entries or in none")])
        }
        guard named.isEmpty else {
            (options, ids) = (named, [:])
            return
        }
        let disguised = AnswerOption.disguised(list.map(\.text))
        let letters = disguised.enumerated().map { (AnswerOption.letter($0.offset), $0.element.id) }
        ids = Dictionary(letters) { first, _ in first }
        options = sorting ? disguised.sorted { ($0.text, $0.id) < ($1.text, $1.id) } : disguised
    }

    func id(of name: String) -> String { ids[name] ?? name }
}
