/// A piece of GIFT text, in which a backslash takes a character's special meaning away.
struct EscapedText {
    private(set) var characters: ArraySlice<Character>

    init(_ characters: ArraySlice<Character>) { self.characters = characters }

    init(_ text: String) { characters = Array(text)[...] }

    private static let special: Set<Character> = ["~", "=", "#", "{", "}", ":", "\\"]

    /// With escapes resolved, without white space at the ends; `\n` is a new line.
    var plain: String {
        var result = ""
        var index = characters.startIndex
        while index < characters.endIndex {
            let next = index + 1
            if characters[index] == "\\", next < characters.endIndex {
                if Self.special.contains(characters[next]) {
                    result.append(characters[next])
                    index += 2
                    continue
                }
                if characters[next] == "n" {
                    result.append("\n")
                    index += 2
                    continue
                }
            }
            result.append(characters[index])
            index += 1
        }
        return Self.trimmed(result)
    }

    var isBlank: Bool { characters.allSatisfy(\.isWhitespace) }

    static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// Without white space in front.
    var leading: EscapedText { EscapedText(characters.drop(while: \.isWhitespace)) }

    /// Where `mark` begins, not escaped; nil when it does not.
    func firstIndex(of mark: String, from start: Int? = nil) -> Int? {
        let mark = Array(mark)
        var index = start ?? characters.startIndex
        while index + mark.count <= characters.endIndex {
            if characters[index] == "\\" {
                index += 2
            } else if characters[index..<index + mark.count].elementsEqual(mark) {
                return index
            } else {
                index += 1
            }
        }
        return nil
    }

    /// What stands before and after the first `mark` that is not escaped.
    func split(at mark: String) -> (before: EscapedText, after: EscapedText?) {
        guard let index = firstIndex(of: mark) else { return (self, nil) }
        return (EscapedText(characters[..<index]), EscapedText(characters[(index + mark.count)...]))
    }

    /// The text after `prefix`; nil when it begins otherwise.
    func dropping(prefix: String) -> EscapedText? {
        let prefix = Array(prefix)
        guard characters.starts(with: prefix) else { return nil }
        return EscapedText(characters.dropFirst(prefix.count))
    }
}
