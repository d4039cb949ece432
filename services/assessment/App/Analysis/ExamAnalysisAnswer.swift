import AssessmentDomain
import AssessmentEvents

/// How well an exam and its questions measure; a figure without a meaning is absent.
///
/// Points are points, not hundredths. Which option is right is in it only once the results are released.
struct ExamAnalysisAnswer: Encodable, Sendable {
    struct Item: Encodable, Sendable {
        let question: QuestionID
        let revision: Int
        let kind: QuestionKind
        let candidates: Int
        let maximum: Double
        let mean: Double
        let standardDeviation: Double?
        let difficulty: Double
        let difficultyBand: DifficultyBand
        let discrimination: Double?
        let discriminationBand: DiscriminationBand?
        let itemTotal: Double?
        let itemRest: Double?
        let alphaWithout: Double?
        let options: [Option]
    }

    struct Option: Encodable, Sendable {
        let option: String
        let count: Int
        let share: Double
        let optionTotal: Double?
        let isRight: Bool?
        /// A wrong option that at least one in twenty chooses.
        let works: Bool?
    }

    let exam: ExamID
    /// Attempts with a result.
    let candidates: Int
    let questions: Int
    /// Fewer than thirty: the figures are unsteady.
    let needsCaution: Bool
    /// Not every paper had the same questions: reliability of the whole has no meaning then.
    let papersDiffer: Bool
    let mean: Double?
    let standardDeviation: Double?
    let alpha: Double?
    let kr20: Double?
    let kr21: Double?
    let standardError: Double?
    let items: [Item]

    /// - `right`: the options that earn something, by question; empty while keys are secret.
    init(_ exam: ExamID, _ responses: ExamResponses, right: [QuestionID: Set<String>]) {
        let counted = responses.columns.indices.filter { responses.columns[$0].maxHundredths > 0 }
        let complete = responses.rows.compactMap { responses.points($0, counted) }
        let papersDiffer = complete.count != responses.rows.count
        let maxima = counted.map { Double(responses.columns[$0].maxHundredths) / 100 }
        let matrix = papersDiffer ? nil : ScoreMatrix(rows: complete, maxima: maxima)
        let whole = matrix.map { TestAnalysis($0) }
        let items = matrix.map { ItemAnalysis.all(of: $0) } ?? []
        self.exam = exam
        candidates = responses.rows.count
        questions = counted.count
        needsCaution = responses.rows.count < TestAnalysis.cautionBelow
        self.papersDiffer = papersDiffer
        mean = whole?.mean
        standardDeviation = whole?.standardDeviation
        alpha = whole?.alpha
        kr20 = whole?.kr20
        kr21 = whole?.kr21
        standardError = whole?.standardError
        self.items = counted.enumerated().compactMap { place, column in
            let own = items.indices.contains(place) ? items[place] : nil
            return Item(responses, column, counted, of: own, right: right[responses.columns[column].question])
        }
    }
}

extension ExamAnalysisAnswer.Item {
    /// - `own`: nil when papers differ; the question is then held against the rest of each paper that had it.
    fileprivate init?(
        _ responses: ExamResponses,
        _ place: Int,
        _ counted: [Int],
        of own: ItemAnalysis?,
        right: Set<String>?
    ) {
        let column = responses.columns[place]
        let rows = responses.rows.filter { responses.mark($0, place) != nil }
        let totals = rows.map { row in counted.reduce(0) { $0 + (responses.mark(row, $1) ?? 0) } }
        let analysis = own ?? Self.alone(rows.map { responses.mark($0, place) ?? 0 }, totals, column)
        guard let analysis else { return nil }
        question = column.question
        revision = column.revision
        kind = column.kind
        candidates = rows.count
        maximum = Double(column.maxHundredths) / 100
        mean = analysis.mean
        standardDeviation = analysis.standardDeviation
        difficulty = analysis.difficulty
        difficultyBand = analysis.difficultyBand
        discrimination = analysis.discrimination
        discriminationBand = analysis.discriminationBand
        itemTotal = analysis.itemTotal
        itemRest = analysis.itemRest
        alphaWithout = own?.alphaWithout
        guard column.kind.hasChoices else {
            options = []
            return
        }
        let all = OptionAnalysis.all(
            options: column.options,
            right: right ?? [],
            chosen: rows.map { responses.chosen($0, place) },
            totals: totals
        )
        options = all.map { ExamAnalysisAnswer.Option($0, keysAreKnown: right != nil) }
    }

    /// A question beside the rest of the papers as one other.
    private static func alone(_ points: [Double], _ totals: [Double], _ column: ExamResponses.Column) -> ItemAnalysis? {
        let rest = zip(points, totals).map { [$0, $1 - $0] }
        let most = [Double(column.maxHundredths) / 100, rest.map { $0[1] }.max() ?? 1]
        return ScoreMatrix(rows: rest, maxima: most).flatMap { ItemAnalysis.all(of: $0).first }
    }
}

extension ExamAnalysisAnswer.Option {
    fileprivate init(_ analysis: OptionAnalysis, keysAreKnown: Bool) {
        option = analysis.option
        count = analysis.count
        share = analysis.share
        optionTotal = analysis.optionTotal
        isRight = keysAreKnown ? analysis.isRight : nil
        works = keysAreKnown ? analysis.works : nil
    }
}
