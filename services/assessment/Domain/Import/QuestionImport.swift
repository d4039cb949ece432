package import AssessmentEvents
import CivilServiceKernel

/// What a file of questions gave: what was read, what was refused, and why.
package struct QuestionImport: Sendable, Equatable {
    package var read: [ImportedQuestion] = []
    package var refused: [RefusedQuestion] = []
    /// Texts between the questions, which are not questions.
    package var descriptions = 0

    package init() {}

    /// Takes a question that keeps the rules of the bank, refuses any other.
    mutating func take(_ question: ImportedQuestion) {
        do throws(QuestionRejection) {
            try QuestionRules.check(question.content, question.key)
            read.append(question)
        } catch {
            let wording = error.wording
            refuse(question.line, question.content.code, wording.slug, pesan: wording.pesan, detail: wording.detail)
        }
    }

    mutating func refuse(_ line: Int, _ code: String?, _ rule: String, pesan: String, detail: String) {
        refused.append(RefusedQuestion(line: line, code: code, rule: rule, pesan: pesan, detail: detail))
    }
}

/// A question of a file, ready for the bank.
package struct ImportedQuestion: Sendable, Equatable {
    /// Line of the file on which it begins, from 1.
    package let line: Int
    /// What the file calls the question by, in order to know it again; a title, which several may have, is none.
    package let identifier: String?
    package let content: QuestionContent
    package let key: AnswerKey
    package let tags: [String]

    /// Whether ticking every option is worth all points, which an author seldom means.
    package var rewardsTickingAll: Bool {
        content.kind == .multipleChoice && key.scoring == .weights
            && key.credits.reduce(0) { $0 + $1.millionths } >= QuestionRules.full - 1_000
    }
}

/// A question of a file that was refused.
package struct RefusedQuestion: Sendable, Equatable {
    /// Line of the file on which it begins, from 1.
    package let line: Int
    /// Its code or title, if it could be read.
    package let code: String?
    /// Stable name of the rule.
    package let rule: String
    package let pesan: String
    package let detail: String

    package init(line: Int, code: String?, rule: String, pesan: String, detail: String) {
        self.line = line
        self.code = code
        self.rule = rule
        self.pesan = pesan
        self.detail = detail
    }
}
