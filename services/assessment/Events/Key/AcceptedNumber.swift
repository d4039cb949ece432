/// A range of numbers that is accepted as an answer.
package struct AcceptedNumber: Codable, Sendable, Equatable {
    /// Lowest accepted, as decimal text.
    package let from: String
    /// Highest accepted, as decimal text.
    package let to: String
    /// Of the question's points; 1 000 000 is all of them.
    package let millionths: Int
    /// What the candidate is told after the release.
    package let feedback: String?

    package init(from: String, to: String, millionths: Int, feedback: String? = nil) {
        self.from = from
        self.to = to
        self.millionths = millionths
        self.feedback = feedback
    }
}
