package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// What may be asked of a question; question authors ask it.
package enum QuestionCommand: Sendable, Equatable {
    case add(QuestionProposal)
    /// The kind stays; a new key alone is also a revision.
    case revise(QuestionProposal, reason: Explanation)
    case retire(reason: Explanation)
}

/// A question with its key twice: open for the rules to check, sealed for the history to keep.
package struct QuestionProposal: Sendable, Equatable {
    package var content: QuestionContent
    package var key: AnswerKey
    package var sealedKey: SealedField

    package init(content: QuestionContent, key: AnswerKey, sealedKey: SealedField) {
        self.content = content
        self.key = key
        self.sealedKey = sealedKey
    }
}
