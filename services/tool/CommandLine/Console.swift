import Foundation

/// What a person reads: results on standard output, everything else on standard error.
enum Console {
    /// Writes `text` and a line end, at once, to standard output.
    static func print(_ text: String) { write(text, to: .standardOutput) }

    /// Writes `text` and a line end, at once, to standard error.
    static func complain(_ text: String) { write(text, to: .standardError) }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that went away (a closed pipe) is no reason to stop what is being done.
        try? handle.write(contentsOf: Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    /// Whether standard output is a terminal that wants colours (`NO_COLOR` is honoured).
    static var hasColours: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    }

    /// Whether somebody can answer a question.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 }
}
