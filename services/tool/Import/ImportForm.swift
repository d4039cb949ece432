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

    /// Reads `source` and sends what it says.
    ///
    /// - Throws: `Refusal` when the source is not of this form; nothing was sent then.
    func run(_ source: URL, _ context: ImportContext) async throws -> ImportOutcome
}

/// Where an import goes.
struct ImportContext: Sendable {
    let tenant: String
    /// Sends to the enrolment service.
    let session: ImportSession
    /// Asks the learning-record projection.
    let records: APIClient
    let isDryRun: Bool
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
