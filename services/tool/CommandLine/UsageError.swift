/// The words after `bina` cannot be understood.
///
/// The process ends with exit code 2 and changes nothing.
struct UsageError: Error, Equatable, CustomStringConvertible {
    let reason: String
    /// The command whose help answers; nil when the command itself is unknown.
    let command: String?

    init(_ reason: String, of specification: CommandSpecification? = nil) {
        self.reason = reason
        self.command = specification?.name
    }

    var description: String {
        "\(reason)\nSee: bina \(command.map { "\($0) " } ?? "")--help"
    }
}
