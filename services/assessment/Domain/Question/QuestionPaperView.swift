package import AssessmentEvents

/// One question as a candidate sees it, for page and API: there is no place in it where a key could be.
///
/// It is made from a paper's item and a question's content, neither of which has a key. Options come in the candidate's
/// own order.
package struct QuestionPaperView: Sendable, Equatable, Codable {
    package let question: QuestionID
    /// Place on the paper, from 1.
    package let place: Int
    package let kind: QuestionKind
    package let format: TextFormat
    package let stem: String
    package let options: [AnswerOption]
    package let targets: [AnswerOption]
    package let wordLimit: Int?
    package let pointsHundredths: Int

    /// Nil when `content` is not that of the item's question: an option of the item is not in it.
    package init?(_ item: PaperItem, place: Int, content: QuestionContent) {
        let options = Self.ordered(content.options, by: item.options)
        let targets = Self.ordered(content.targets, by: item.targets)
        guard let options, let targets, item.kind == content.kind else { return nil }
        question = item.question
        self.place = place
        kind = item.kind
        format = content.format
        stem = content.stem
        self.options = options
        self.targets = targets
        wordLimit = content.wordLimit
        pointsHundredths = item.pointsHundredths
    }

    private static func ordered(_ options: [AnswerOption], by ids: [String]) -> [AnswerOption]? {
        let ordered = ids.compactMap { id in options.first { $0.id == id } }
        return ordered.count == ids.count && ids.count == options.count ? ordered : nil
    }
}
