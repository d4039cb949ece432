/// A text that is accepted as an answer.
package struct AcceptedText: Codable, Sendable, Equatable {
    /// May hold `*` for any characters.
    package let text: String
    /// Of the question's points; 1 000 000 is all of them.
    package let millionths: Int
    /// What the candidate is told after the release.
    package let feedback: String?

    package init(text: String, millionths: Int, feedback: String? = nil) {
        self.text = text
        self.millionths = millionths
        self.feedback = feedback
    }
}
