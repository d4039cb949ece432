/// An accepted short text; `*` stands for any characters, `\*` for the star itself.
///
/// White space at the ends and repeated inside does not count; case counts when the author says so. Letters with accents
/// are equal however they were typed.
struct TextPattern {
    /// The pieces between the stars; all but the first and the last are searched from left to right.
    private let pieces: [[Character]]

    init(_ text: String, matchesCase: Bool) {
        var pieces: [String] = [""]
        var isEscaped = false
        for character in text {
            if character == "\\" && !isEscaped {
                isEscaped = true
            } else if character == "*" && !isEscaped {
                pieces.append("")
            } else {
                if isEscaped && character != "*" { pieces[pieces.count - 1].append("\\") }
                pieces[pieces.count - 1].append(character)
                isEscaped = false
            }
        }
        if isEscaped { pieces[pieces.count - 1].append("\\") }
        let last = pieces.count - 1
        self.pieces = pieces.enumerated().map { index, piece in
            // White space next to a star is part of the pattern; at the ends it is not.
            var rest = Self.folded(piece, matchesCase: matchesCase)
            if index == 0 { while rest.first == " " { rest.removeFirst() } }
            if index == last { while rest.last == " " { rest.removeLast() } }
            return rest
        }
    }

    static func normalised(_ text: String, matchesCase: Bool) -> [Character] {
        var folded = folded(text, matchesCase: matchesCase)
        while folded.first == " " { folded.removeFirst() }
        while folded.last == " " { folded.removeLast() }
        return folded
    }

    private static func folded(_ text: String, matchesCase: Bool) -> [Character] {
        var result: [Character] = []
        for character in matchesCase ? text : text.lowercased() {
            if !character.isWhitespace {
                result.append(character)
            } else if result.last != " " {
                result.append(" ")
            }
        }
        return result
    }

    func matches(_ text: [Character]) -> Bool {
        guard pieces.count > 1 else { return pieces[0] == text }
        let (first, last) = (pieces[0], pieces[pieces.count - 1])
        guard text.count >= first.count + last.count, text.starts(with: first),
            text.suffix(last.count).elementsEqual(last)
        else { return false }
        var rest = text[first.count..<(text.count - last.count)]
        for piece in pieces[1..<(pieces.count - 1)] where !piece.isEmpty {
            guard let found = Self.firstIndex(of: piece, in: rest) else { return false }
            rest = rest[(found + piece.count)...]
        }
        return true
    }

    private static func firstIndex(of piece: [Character], in text: ArraySlice<Character>) -> Int? {
        guard text.count >= piece.count else { return nil }
        return (text.startIndex...(text.endIndex - piece.count)).first { text[$0...].starts(with: piece) }
    }
}
