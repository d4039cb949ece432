package import AssessmentEvents
package import EventSourcing

/// What a candidate sends as an answer.
package enum AnswerInput: Sendable, Equatable {
    /// Chosen options, or all options in the chosen order.
    case options([String])
    case pairs([GivenPair])
    /// As typed; point or comma before the decimals.
    case number(String)
    /// Sealed at the edge, which has counted the characters.
    case text(SealedField, characters: Int)
    /// Takes back what was answered.
    case nothing

    static let shortTextLimit = 500
    /// Most characters of an essay.
    package static let essayLimit = 50_000

    /// The answer as it is kept: in one order, so that equal answers are equal.
    ///
    /// - Throws: how it does not fit the question.
    func checked(for item: PaperItem) throws(AttemptRejection) -> GivenAnswer {
        switch self {
        case .nothing: return GivenAnswer(options: [], pairs: [])
        case .options(let options):
            return GivenAnswer(options: try Self.checked(options, for: item), pairs: [])
        case .pairs(let pairs): return GivenAnswer(options: [], pairs: try Self.checked(pairs, for: item))
        case .number(let text):
            guard item.kind == .numeric else { throw .answerDoesNotFit }
            guard let number = ExactDecimal(text) else { throw .numberMalformed }
            return GivenAnswer(options: [], pairs: [], number: number.description)
        case .text(let sealed, let characters):
            guard item.kind == .shortText || item.kind == .essay else { throw .answerDoesNotFit }
            let limit = item.kind == .essay ? Self.essayLimit : Self.shortTextLimit
            guard characters <= limit else { throw .answerTooLong(limit) }
            return GivenAnswer(options: [], pairs: [], text: sealed)
        }
    }

    private static func checked(_ options: [String], for item: PaperItem) throws(AttemptRejection) -> [String] {
        let known = Set(item.options)
        guard Set(options).count == options.count, options.allSatisfy(known.contains) else { throw .answerDoesNotFit }
        switch item.kind {
        case .singleChoice, .trueFalse, .scoredSituation:
            guard options.count == 1 else { throw .answerDoesNotFit }
            return options
        case .multipleChoice:
            guard !options.isEmpty else { throw .answerDoesNotFit }
            return options.sorted()
        case .ordering:
            guard options.count == item.options.count else { throw .answerDoesNotFit }
            return options
        case .shortText, .numeric, .matching, .essay: throw .answerDoesNotFit
        }
    }

    private static func checked(_ pairs: [GivenPair], for item: PaperItem) throws(AttemptRejection) -> [GivenPair] {
        let (options, targets) = (Set(item.options), Set(item.targets))
        guard item.kind == .matching, !pairs.isEmpty, Set(pairs.map(\.option)).count == pairs.count,
            pairs.allSatisfy({ options.contains($0.option) && targets.contains($0.target) })
        else { throw .answerDoesNotFit }
        return pairs.sorted { $0.option < $1.option }
    }
}
