/// What one command accepts, said once: the parser reads it and `--help` prints it.
struct CommandSpecification: Sendable {
    let name: String
    /// One line for the list of commands.
    let summary: String
    /// What stands after the command, such as `FORM FOLDER`; empty when nothing may.
    var operands: String = ""
    /// How many operands may stand there.
    var operandCount: ClosedRange<Int> = 0...0
    var options: [Option] = []
    /// Paragraphs under the list of options.
    var details: String = ""

    /// One `--name` or `--name VALUE`.
    struct Option: Sendable {
        let name: String
        /// The placeholder of its value; nil for a switch.
        let value: String?
        let meaning: String

        init(_ name: String, _ value: String? = nil, _ meaning: String) {
            self.name = name
            self.value = value
            self.meaning = meaning
        }
    }

    /// The text of `bina <name> --help`.
    var help: String {
        let usage = ["bina", name, options.isEmpty ? "" : "[options]", operands].filter { !$0.isEmpty }
        let listed = options.map { (["--\($0.name)", $0.value].compactMap(\.self).joined(separator: " "), $0.meaning) }
        var text = "usage: \(usage.joined(separator: " "))\n\n\(summary)\n"
        text += "\n" + Self.columns(listed + [("--help", "this text")])
        if !details.isEmpty { text += "\n\(details)\n" }
        return text
    }

    /// Two columns, the first as wide as its widest entry.
    static func columns(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.map { row in
            "  " + row.0 + String(repeating: " ", count: width - row.0.count + 2) + row.1 + "\n"
        }
        return lines.joined()
    }
}
