import AssessmentDomain
import AssessmentEvents

/// An essay as one of its markers sees it.
///
/// Made of a sheet that has neither candidate nor attempt nor the other's mark by construction; the words of the essay
/// are the only thing in it that the candidate wrote. It has no version either: that would tell whether the other marker
/// is done.
struct EssayAnswer: Encodable {
    let id: EssayID
    let question: QuestionID
    let revision: Int
    let format: TextFormat
    let stem: String
    let wordLimit: Int?
    /// By which it is marked; every line has to be.
    let rubric: [RubricCriterion]
    let modelAnswer: String?
    let maxHundredths: Int
    /// What the candidate wrote; nil when it can never be read again.
    let text: String?
    let ownPoints: Int?
    /// For the reconciler only.
    let pointsOfBoth: [Int]?

    /// - `key`: the question's; nil when it was destroyed.
    init(_ id: EssayID, _ sheet: EssaySheet, content: QuestionContent, key: AnswerKey?, text: String?) {
        self.id = id
        question = sheet.question
        revision = sheet.revision
        format = content.format
        stem = content.stem
        wordLimit = content.wordLimit
        // The lines that were there when the essay was put on the table; they carry the marks.
        rubric = sheet.criteria.map { name in
            key?.rubric.first { $0.name == name } ?? RubricCriterion(name: name, weight: 1)
        }
        modelAnswer = key?.modelAnswer
        maxHundredths = sheet.maxHundredths
        self.text = text
        ownPoints = sheet.ownPoints
        pointsOfBoth = sheet.pointsOfBoth
    }
}
