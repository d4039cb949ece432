package import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// The rules of the question bank (*bank soal*).
package enum QuestionDecider: Decider {
    package static let category = AssessmentStream.question.category
    package static let initialState = Question()

    package static func decide(_ command: QuestionCommand, given question: Question)
        throws(QuestionRejection) -> [QuestionEvent]
    {
        switch command {
        case .add(let proposal):
            if question.phase != .unknown {
                guard question.revision(1)?.content == proposal.content, question.revision(1)?.key == proposal.sealedKey
                else { throw .alreadyAdded }
                return []
            }
            try QuestionRules.check(proposal.content, proposal.key)
            return [.questionAdded(added(proposal))]
        case .revise(let proposal, let reason):
            let current = try offered(question)
            if current.content == proposal.content && current.key == proposal.sealedKey { return [] }
            guard proposal.content.kind == current.content.kind else { throw .kindChanged }
            try QuestionRules.check(proposal.content, proposal.key)
            return [.questionRevised(revised(proposal, question.revisions.count + 1, reason.text))]
        case .retire(let reason):
            if question.phase == .retired { return [] }
            _ = try offered(question)
            return [.questionRetired(QuestionRetired(reason: reason.text))]
        }
    }

    package static func evolve(_ question: inout Question, by event: QuestionEvent) { question.apply(event) }

    private static func offered(_ question: Question) throws(QuestionRejection) -> Question.Revision {
        guard let current = question.current else { throw .notAdded }
        guard question.phase == .offered else { throw .retired }
        return current
    }

    private static func added(_ proposal: QuestionProposal) -> QuestionAdded {
        let content = proposal.content
        return QuestionAdded(
            code: content.code,
            revision: 1,
            kind: content.kind,
            topic: content.topic,
            difficulty: content.difficulty,
            format: content.format,
            stem: content.stem,
            options: content.options,
            targets: content.targets,
            wordLimit: content.wordLimit,
            key: proposal.sealedKey
        )
    }

    private static func revised(_ proposal: QuestionProposal, _ revision: Int, _ reason: String) -> QuestionRevised {
        let content = proposal.content
        return QuestionRevised(
            code: content.code,
            revision: revision,
            kind: content.kind,
            topic: content.topic,
            difficulty: content.difficulty,
            format: content.format,
            stem: content.stem,
            options: content.options,
            targets: content.targets,
            wordLimit: content.wordLimit,
            key: proposal.sealedKey,
            reason: reason
        )
    }
}
