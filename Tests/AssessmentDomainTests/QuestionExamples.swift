import AssessmentDomain
import AssessmentEvents
import EventSourcing

/// One question of each kind, with words in its key that appear nowhere else.
enum KindExample {
    static func content(_ kind: QuestionKind) -> QuestionContent {
        var content = QuestionContent(kind: kind, topic: "Pelayanan publik", stem: "Pertanyaan \(kind.rawValue)?")
        switch kind {
        case .singleChoice, .multipleChoice, .scoredSituation:
            content.options = AnswerOption.lettered(["satu", "dua", "tiga", "empat"])
        case .trueFalse: content.options = AnswerOption.truth
        case .matching:
            content.options = AnswerOption.lettered(["Aceh", "Jambi"])
            content.targets = AnswerOption.lettered(["Banda Aceh", "Jambi", "Medan"])
        case .ordering: content.options = AnswerOption.lettered(["catat", "jawab", "terima"])
        case .shortText, .numeric: break
        case .essay: content.wordLimit = 300
        }
        return content
    }

    static func key(_ kind: QuestionKind) -> AnswerKey {
        switch kind {
        case .singleChoice: choice([0, 1_000_000, 0, 0])
        case .multipleChoice: choice([500_000, -500_000, 500_000, -500_000])
        case .scoredSituation: choice([200_000, 1_000_000, 600_000, 0])
        case .trueFalse:
            AnswerKey(
                credits: [
                    OptionCredit(option: "B", millionths: 1_000_000, feedback: "rahasia-umpan"),
                    OptionCredit(option: "S", millionths: 0),
                ],
                explanation: "rahasia-penjelasan"
            )
        case .shortText:
            AnswerKey(
                texts: [
                    AcceptedText(text: "rahasia jabatan", millionths: 1_000_000),
                    AcceptedText(text: "rahasia*", millionths: 500_000),
                ]
            )
        case .numeric:
            AnswerKey(
                numbers: [
                    AcceptedNumber(from: "3.14", to: "3.15", millionths: 1_000_000),
                    AcceptedNumber(from: "3", to: "4", millionths: 500_000),
                ]
            )
        case .matching:
            AnswerKey(pairs: [KeyPair(option: "A", target: "A"), KeyPair(option: "B", target: "B")])
        case .ordering: AnswerKey(order: ["C", "A", "B"])
        case .essay:
            AnswerKey(
                rubric: [RubricCriterion(name: "Isi", guide: "rahasia-rubrik", weight: 3)],
                modelAnswer: "rahasia-jawaban"
            )
        }
    }

    private static func choice(_ credits: [Int]) -> AnswerKey {
        AnswerKey(
            credits: zip(["A", "B", "C", "D"], credits).map {
                OptionCredit(option: $0, millionths: $1, feedback: "rahasia-umpan-\($0)")
            },
            explanation: "rahasia-penjelasan"
        )
    }

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
