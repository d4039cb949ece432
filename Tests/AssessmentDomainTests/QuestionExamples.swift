import AssessmentDomain
import AssessmentEvents
import AssessmentExamples
import EventSourcing

extension KindExample {
    static func proposal(_ kind: QuestionKind) -> QuestionProposal {
        QuestionProposal(content: content(kind), key: key(kind), sealedKey: .sealed("kunci-\(kind.rawValue)"))
    }

    static func added(_ kind: QuestionKind) -> QuestionEvent {
        let content = content(kind)
        return .questionAdded(
            QuestionAdded(
                revision: 1,
                kind: kind,
                topic: content.topic,
                difficulty: content.difficulty,
                format: content.format,
                stem: content.stem,
                options: content.options,
                targets: content.targets,
                wordLimit: content.wordLimit,
                key: .sealed("kunci-\(kind.rawValue)")
            )
        )
    }

    /// Question number 1 to 9 by its kind.
    static func id(_ kind: QuestionKind) -> QuestionID {
        .number(UInt64(1 + (QuestionKind.allCases.firstIndex(of: kind) ?? 0)))
    }

    /// Ten points each.
    static func pooled(_ kind: QuestionKind) -> PoolQuestion {
        let content = content(kind)
        return PoolQuestion(
            question: id(kind),
            revision: 1,
            kind: kind,
            topic: content.topic,
            difficulty: content.difficulty,
            pointsHundredths: 1_000,
            options: content.options.map(\.id),
            targets: content.targets.map(\.id)
        )
    }
}
