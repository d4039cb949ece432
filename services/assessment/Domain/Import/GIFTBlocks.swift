/// A GIFT file cut into questions: blank lines part them, lines that begin with `//` are comments.
struct GIFTBlocks {
    struct Block {
        /// Line on which it begins, from 1.
        let line: Int
        var lines: [Substring] = []
        /// Values of `[tag:…]` in the comments before it.
        var tags: [String] = []
        /// Value of `[id:…]` in the comments before it.
        var id: String?
    }

    private(set) var blocks: [Block] = []

    init(_ text: String) {
        var tags: [String] = []
        var id: String?
        var isInside = false
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        for (index, line) in lines.enumerated() {
            let content = index == 0 && line.first == "\u{FEFF}" ? line.dropFirst() : line
            let bare = content.drop(while: \.isWhitespace)
            if bare.hasPrefix("//") {
                tags += Self.values(of: "[tag:", in: bare)
                id = Self.values(of: "[id:", in: bare).first ?? id
            } else if bare.isEmpty {
                isInside = false
            } else if bare.hasPrefix("$CATEGORY:") {
                isInside = false
                blocks.append(Block(line: index + 1, lines: [bare]))
            } else {
                if !isInside { blocks.append(Block(line: index + 1, tags: tags, id: id)) }
                (isInside, tags, id) = (true, [], nil)
                blocks[blocks.count - 1].lines.append(content)
            }
        }
    }

    private static func values(of mark: String, in comment: Substring) -> [String] {
        var found: [String] = []
        var rest = EscapedText(String(comment))
        while let after = rest.split(at: mark).after {
            let (value, next) = after.split(at: "]")
            guard let next else { break }
            found.append(value.plain)
            rest = next
        }
        return found
    }
}
