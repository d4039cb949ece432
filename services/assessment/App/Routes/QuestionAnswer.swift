import AssessmentDomain
import AssessmentEvents

/// A question's newest revision in full; with its key for those who write questions.
struct QuestionAnswer: Encodable {
    let id: QuestionID
    let revision: Int
    let status: String
    let code: String?
    let kind: QuestionKind
    let topic: String
    let difficulty: Difficulty
    let format: TextFormat
    let stem: String
    let options: [AnswerOption]
    let targets: [AnswerOption]
    let wordLimit: Int?
    let key: AnswerKey?

    /// - `key`: nil for everybody who may not see it, so that it is not in the answer at all.
    init(_ id: QuestionID, _ question: Question, content: QuestionContent, key: AnswerKey?) {
        self.id = id
        revision = question.revisions.count
        status = question.phase.rawValue
        code = content.code
        kind = content.kind
        topic = content.topic
        difficulty = content.difficulty
        format = content.format
        stem = content.stem
        options = content.options
        targets = content.targets
        wordLimit = content.wordLimit
        self.key = key
    }
}
