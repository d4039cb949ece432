/// The nine kinds of questions.
package enum QuestionKind: String, Codable, CaseIterable, Sendable {
    /// One right answer among several.
    case singleChoice = "single-choice"
    /// Several right answers among several.
    case multipleChoice = "multiple-choice"
    /// *Benar/salah*.
    case trueFalse = "true-false"
    /// A word or a phrase.
    case shortText = "short-text"
    /// A number, with a tolerance.
    case numeric
    /// Items on the left get one of the choices on the right.
    case matching
    /// Steps to bring into order.
    case ordering
    /// Free text, marked by two people.
    case essay
    /// A situation whose options are all worth something (*tes situasional*).
    case scoredSituation = "scored-situation"
}
