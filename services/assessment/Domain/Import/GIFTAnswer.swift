/// One `=` or `~` of a GIFT answer list.
struct GIFTAnswer {
    let isRight: Bool
    /// Of the points, in millionths; nil when the file gives no percentage.
    let millionths: Int?
    /// The answer, escapes still in place.
    let text: EscapedText
    let feedback: String?

    /// Full for `=`, nothing for `~`, unless the file says otherwise.
    var credit: Int { millionths ?? (isRight ? QuestionRules.full : 0) }

    /// The answers of a list; nil when there is text before the first one or a percentage that is none.
    static func list(_ body: EscapedText) -> [GIFTAnswer]? {
        var rest = body.leading
        var answers: [GIFTAnswer] = []
        while let mark = rest.characters.first {
            guard mark == "=" || mark == "~" else { return nil }
            let start = rest.characters.startIndex + 1
            let next = [rest.firstIndex(of: "=", from: start), rest.firstIndex(of: "~", from: start)]
            let end = next.compactMap { $0 }.min() ?? rest.characters.endIndex
            let piece = EscapedText(rest.characters[start..<end])
            guard let answer = GIFTAnswer(piece, isRight: mark == "=") else { return nil }
            answers.append(answer)
            rest = EscapedText(rest.characters[end...])
        }
        return answers
    }

    init?(_ piece: EscapedText, isRight: Bool) {
        self.isRight = isRight
        var piece = piece.leading
        var weight: Int?
        if let weighted = piece.dropping(prefix: "%") {
            let (number, rest) = weighted.split(at: "%")
            guard let rest, let parsed = Self.millionths(number.plain) else { return nil }
            weight = parsed
            piece = rest
        }
        millionths = weight
        let (text, feedback) = piece.split(at: "#")
        self.text = GIFTFormat.removed(from: text).rest
        let comment = feedback.map { GIFTFormat.removed(from: $0).rest.plain }
        self.feedback = comment.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `33.33333` per cent is 333 333 millionths.
    private static func millionths(_ percent: String) -> Int? {
        guard let number = ExactDecimal(percent), let hundred = ExactDecimal("100"), number <= hundred,
            let least = ExactDecimal("-100"), number >= least
        else { return nil }
        // Four decimals of a per cent are a millionth.
        let parts = number.description.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        let padded = (decimals + "0000").prefix(4)
        guard let whole = Int(parts[0]), let rest = Int(padded) else { return nil }
        return whole * 10_000 + (number.description.hasPrefix("-") ? -rest : rest)
    }
}

/// `[html]` and its kin in front of a text.
enum GIFTFormat {
    static func removed(from text: EscapedText) -> (format: String?, rest: EscapedText) {
        let text = text.leading
        for name in ["html", "markdown", "plain", "moodle"] {
            if let rest = text.dropping(prefix: "[\(name)]") { return (name, rest) }
        }
        return (nil, text)
    }
}
