/// How a question's texts are written; whoever shows them as HTML must clean them first.
package enum TextFormat: String, Codable, CaseIterable, Sendable {
    case plain
    case markdown
    case html
}
