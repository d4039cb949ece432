import Foundation

/// How an import ended.
struct ImportTotals: Codable, Equatable, Sendable {
    /// Requests that were answered in this run.
    var sent = 0
    /// Requests that an earlier run had sent.
    var already = 0
    var refused = 0
    /// The form's own figures, such as people and enrolments in the files.
    var figures: [String: Int] = [:]

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var sentence: String {
        let own = figures.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return (own + ["\(sent) requests sent", "\(already) done before", "\(refused) refused"]).joined(separator: ", ")
    }
}
