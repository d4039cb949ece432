package import AssessmentDomain
package import AssessmentEvents

/// One question of each kind, with words in its key that appear nowhere else.
package enum KindExample {
    /// In every key, explanation, feedback, rubric and model answer.
    package static let secret = "rahasia"

    /// What candidates see.
    package static func content(_ kind: QuestionKind) -> QuestionContent {
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

    /// How it is marked: with full, partial and no credit where the kind knows them.
    package static func key(_ kind: QuestionKind) -> AnswerKey {
        switch kind {
        case .singleChoice: choice([0, 1_000_000, 0, 0])
        case .multipleChoice: choice([500_000, -500_000, 500_000, -500_000])
        case .scoredSituation: choice([200_000, 1_000_000, 600_000, 0])
        case .trueFalse:
            AnswerKey(
                credits: [
                    OptionCredit(option: "B", millionths: 1_000_000, feedback: "\(secret)-umpan"),
                    OptionCredit(option: "S", millionths: 0),
                ],
                explanation: "\(secret)-penjelasan"
            )
        case .shortText:
            AnswerKey(
                texts: [
                    AcceptedText(text: "\(secret) jabatan", millionths: 1_000_000),
                    AcceptedText(text: "\(secret)*", millionths: 500_000),
                ]
            )
        case .numeric:
            AnswerKey(
                numbers: [
                    AcceptedNumber(from: "3.14", to: "3.15", millionths: 1_000_000),
                    AcceptedNumber(from: "3", to: "4", millionths: 500_000),
                ],
                explanation: "\(secret)-penjelasan"
            )
        case .matching:
            AnswerKey(
                pairs: [KeyPair(option: "A", target: "A"), KeyPair(option: "B", target: "B")],
                explanation: "\(secret)-penjelasan"
            )
        case .ordering: AnswerKey(order: ["C", "A", "B"], explanation: "\(secret)-penjelasan")
        case .essay:
            AnswerKey(
                rubric: [RubricCriterion(name: "Isi", guide: "\(secret)-rubrik", weight: 3)],
                modelAnswer: "\(secret)-jawaban"
            )
        }
    }

    private static func choice(_ credits: [Int]) -> AnswerKey {
        AnswerKey(
            credits: zip(["A", "B", "C", "D"], credits).map {
                OptionCredit(option: $0, millionths: $1, feedback: "\(secret)-umpan-\($0)")
            },
            explanation: "\(secret)-penjelasan"
        )
    }

    /// An answer that is fully right; an essay has none.
    package static func right(_ kind: QuestionKind) -> String {
        switch kind {
        case .singleChoice, .scoredSituation: #"{"options":["B"]}"#
        case .multipleChoice: #"{"options":["A","C"]}"#
        case .trueFalse: #"{"options":["B"]}"#
        case .shortText: #"{"text":"\#(secret) jabatan"}"#
        case .numeric: #"{"number":"3,14"}"#
        case .matching: #"{"pairs":[{"option":"A","target":"A"},{"option":"B","target":"B"}]}"#
        case .ordering: #"{"options":["C","A","B"]}"#
        case .essay: #"{"text":"Menurut saya."}"#
        }
    }
}
