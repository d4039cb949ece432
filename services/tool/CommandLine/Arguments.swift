/// A command's parsed arguments.
///
/// Only names that the command's specification lists can be in it.
struct Arguments: Sendable {
    private(set) var operands: [String] = []
    private var values: [String: String] = [:]
    private var switches: Set<String> = []

    /// Reads `words` (without the command's name) by `specification`.
    ///
    /// - Throws: `UsageError` that names the word and what to write instead.
    init(_ words: some Sequence<String>, by specification: CommandSpecification) throws(UsageError) {
        let options = Dictionary(uniqueKeysWithValues: specification.options.map { ($0.name, $0) })
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("--") else {
                if word.hasPrefix("-"), word.count > 1 { throw specification.unknown(word) }
                operands.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.map(String.init), let option = options[name] else {
                throw specification.unknown(word)
            }
            try read(option, inline: parts.count > 1 ? String(parts[1]) : nil, from: &rest, of: specification)
        }
        guard specification.operandCount.contains(operands.count) else {
            throw specification.wrong(operands: operands)
        }
    }

    private mutating func read(
        _ option: CommandSpecification.Option,
        inline: String?,
        from rest: inout ArraySlice<String>,
        of specification: CommandSpecification
    ) throws(UsageError) {
        guard let placeholder = option.value else {
            if inline != nil { throw UsageError("--\(option.name) takes no value", of: specification) }
            switches.insert(option.name)
            return
        }
        guard let value = inline ?? rest.popFirst(), inline != nil || !value.hasPrefix("--") else {
            throw UsageError("--\(option.name) needs a value: --\(option.name) \(placeholder)", of: specification)
        }
        values[option.name] = value
    }

    func has(_ name: String) -> Bool { switches.contains(name) }

    func value(_ name: String) -> String? { values[name] }

    /// The option's number, `fallback` without the option.
    ///
    /// - Throws: `UsageError` when it is not a whole number in `range`.
    func number(
        _ name: String,
        _ fallback: Int,
        in range: ClosedRange<Int>,
        of specification: CommandSpecification
    ) throws(UsageError) -> Int {
        guard let text = values[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "--\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text)'",
                of: specification
            )
        }
        return number
    }
}

extension CommandSpecification {
    fileprivate func unknown(_ word: String) -> UsageError { UsageError("'\(name)' has no option \(word)", of: self) }

    fileprivate func wrong(operands given: [String]) -> UsageError {
        let expected = operands.isEmpty ? "takes nothing after its options" : "takes \(operands)"
        return UsageError(
            "'\(name)' \(expected); given: \(given.isEmpty ? "nothing" : given.joined(separator: " "))",
            of: self
        )
    }
}
