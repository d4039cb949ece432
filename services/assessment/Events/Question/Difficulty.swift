/// How hard the author thinks a question is; blueprints draw by it.
package enum Difficulty: String, Codable, CaseIterable, Sendable {
    case easy
    case medium
    case hard
}
