/// One command of the tool: what it accepts, and what it does.
protocol ToolCommand: SendableMetatype {
    static var specification: CommandSpecification { get }

    /// Does the work; a return means exit code 0.
    ///
    /// - Throws: `UsageError` (exit code 2), or `Refusal` and others (exit code 1) with a sentence for the person.
    static func run(_ arguments: Arguments, in workplace: Workplace) async throws
}

/// Something on this machine stands in the way; the sentence says what to do about it.
struct Refusal: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
