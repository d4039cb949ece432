/// One option of a question; its place in the list says nothing about the key.
package struct AnswerOption: Codable, Sendable, Equatable {
    /// Stays the same while the text is corrected; unique in its list.
    package let id: String
    /// What the candidate reads.
    package let text: String

    package init(id: String, text: String) {
        self.id = id
        self.text = text
    }
}
