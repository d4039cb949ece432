/// What kind of decision an objection (*keberatan*) contests.
package enum ContestedKind: String, Codable, CaseIterable, Sendable {
    case examResult = "exam-result"
    case appraisal
    case seat
}
