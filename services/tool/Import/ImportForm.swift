import Foundation

/// A kind of file or folder that can be imported.
protocol ImportForm: Sendable {
    /// What stands after `bina import`.
    var name: String { get }
    var summary: String { get }

    /// Reads `source` and sends what it says, phase by phase.
    ///
    /// - Throws: `Refusal` when the source is not of this form; nothing was sent then.
    func run(_ source: URL, tenant: String, in run: ImportRun) async throws
}
