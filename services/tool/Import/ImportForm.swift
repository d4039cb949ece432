import Foundation

/// A kind of file or folder that can be imported.
protocol ImportForm: Sendable {
    /// What stands after `bina import`.
    var name: String { get }
    var summary: String { get }
    /// Files, columns and an example, for the help text.
    var details: String { get }
    /// The tenant when none is named; nil when one must be.
    var standardTenant: String? { get }

    /// How many files or folders it takes at once.
    var sourceCount: ClosedRange<Int> { get }

    /// Reads the sources and sends what they say.
    ///
    /// - Throws: `Refusal` when a source is not of this form; nothing of it was sent then.
    func run(_ sources: [URL], _ context: ImportContext) async throws -> ImportOutcome
}

extension ImportForm {
    var sourceCount: ClosedRange<Int> { 1...1 }
}

/// Where an import goes.
struct ImportContext: Sendable {
    let tenant: String
    /// Sends to the enrolment and the assessment service.
    let session: ImportSession
    /// Asks the learning-record projection.
    let records: APIClient
    let isDryRun: Bool
    /// Of questions whose file names none; nil leaves it to the service.
    var topic: String?
}

/// How an import ended.
struct ImportOutcome: Sendable {
    /// For people.
    let sentence: String
    /// For programs; one line.
    let json: String
    /// Everything arrived and nothing was refused.
    let isComplete: Bool
}
