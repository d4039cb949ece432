/// An answer as a candidate sends it, and as the attempt shows it again.
///
/// Lists are kept in the order in which the service keeps them, so that equal answers are equal here too.
struct GivenAnswerBody: Codable, Sendable, Hashable {
    struct Pair: Codable, Sendable, Hashable {
        let option: String
        let target: String
    }

    /// Chosen options, or all options in the chosen order.
    var options: [String]?
    var pairs: [Pair]?
    /// Decimal text with a point.
    var number: String?
    var text: String?

    /// Takes back what was answered.
    static let nothing = Self()

    /// Whether it says anything: lists that are empty say as little as lists that are absent.
    var isNothing: Bool { (options ?? []).isEmpty && (pairs ?? []).isEmpty && number == nil && text == nil }

    static func == (left: Self, right: Self) -> Bool {
        (left.options ?? []) == (right.options ?? []) && (left.pairs ?? []) == (right.pairs ?? [])
            && left.number == right.number && left.text == right.text
    }
}

/// A question of a paper, as far as somebody needs it who answers at random.
struct PaperQuestion: Decodable, Sendable {
    struct Option: Decodable, Sendable {
        let id: String
        /// What people read; the load does not need it.
        let text: String?
    }

    let question: String
    let kind: String
    let options: [Option]?
    let targets: [Option]?

    /// An answer that fits the kind, right or wrong; now and then one that takes the last one back.
    ///
    /// `number` makes answers in words and numbers differ, so that one cannot stand for another unnoticed.
    func answer(_ number: Int, _ random: inout SeededRandom) -> GivenAnswerBody {
        if Int.random(in: 0..<40, using: &random) == 0 { return .nothing }
        let ids = (options ?? []).map(\.id)
        switch kind {
        case "multiple-choice":
            let count = Int.random(in: 1...max(1, ids.count), using: &random)
            return GivenAnswerBody(options: ids.shuffled(using: &random).prefix(count).sorted())
        case "ordering": return GivenAnswerBody(options: ids.shuffled(using: &random))
        case "matching":
            let choices = (targets ?? []).map(\.id)
            let pairs = ids.sorted().compactMap { id in
                choices.randomElement(using: &random).map { GivenAnswerBody.Pair(option: id, target: $0) }
            }
            return GivenAnswerBody(pairs: pairs)
        case "numeric": return GivenAnswerBody(number: "\(number)")
        case "short-text": return GivenAnswerBody(text: "jawaban \(number)")
        case "essay":
            let words = "Pelayanan publik yang baik menjawab warga dengan jelas dan tepat waktu."
            return GivenAnswerBody(text: "Jawaban \(number). \(words)")
        default: return GivenAnswerBody(options: ids.randomElement(using: &random).map { [$0] })
        }
    }
}
