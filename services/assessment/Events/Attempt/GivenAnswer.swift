package import EventSourcing

/// What a candidate answered; only the fields of the question's kind are filled, and none for an answer taken back.
package struct GivenAnswer: Codable, Sendable, Equatable {
    /// Ids of the chosen options, or of all options in the chosen order.
    package let options: [String]
    /// Matching.
    package let pairs: [GivenPair]
    /// Numeric, as decimal text with a point.
    package let number: String?
    /// Short text or essay, sealed with the candidate's key.
    package let text: SealedField?

    package init(options: [String], pairs: [GivenPair], number: String? = nil, text: SealedField? = nil) {
        self.options = options
        self.pairs = pairs
        self.number = number
        self.text = text
    }
}
