/// Why a released result changed.
package enum CorrectionCause: String, Codable, CaseIterable, Sendable {
    case keyRepair = "key-repair"
    case objection
}
