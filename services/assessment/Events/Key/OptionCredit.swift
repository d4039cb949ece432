/// What choosing an option is worth.
package struct OptionCredit: Codable, Sendable, Equatable {
    /// Id of the option.
    package let option: String
    /// Of the question's points; 1 000 000 is all of them, and a wrong option may cost some.
    package let millionths: Int
    /// What the candidate is told after the release.
    package let feedback: String?

    package init(option: String, millionths: Int, feedback: String? = nil) {
        self.option = option
        self.millionths = millionths
        self.feedback = feedback
    }
}
