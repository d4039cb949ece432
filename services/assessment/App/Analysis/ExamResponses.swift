import AssessmentDomain
import AssessmentEvents
import FoundationEssentials

/// The marks and choices of an exam's attempts, as small as they can be: the analysis of an exam holds nothing else.
struct ExamResponses: Sendable {
    /// Marks that are held at most: attempts times questions.
    static let maximumCells = 4_000_000

    /// One attempt: a mark and a choice for each question that any paper had.
    struct Row: Sendable {
        /// In hundredths; nil for a question that was not on the paper.
        var points: [Int32?]
        /// A bit for each option of the question that was chosen.
        var choices: [UInt64]
    }

    /// A question with what it was worth and its options in the bank's order.
    struct Column: Sendable {
        let question: QuestionID
        let kind: QuestionKind
        let revision: Int
        let options: [String]
        var maxHundredths: Int
    }

    private(set) var columns: [Column] = []
    private(set) var rows: [Row] = []
    private let pool: [QuestionID: PoolQuestion]
    private var places: [QuestionID: Int] = [:]

    init(pool: [PoolQuestion]) {
        self.pool = Dictionary(pool.map { ($0.question, $0) }) { first, _ in first }
    }

    var isTooLarge: Bool { rows.count * columns.count > Self.maximumCells }

    /// Takes an attempt that has a result; one that waits for an essay is left out, as its total is not known.
    mutating func take(_ attempt: Attempt) {
        guard attempt.marking.result != nil, attempt.phase != .void else { return }
        var row = Row(
            points: Array(repeating: nil, count: columns.count),
            choices: Array(repeating: 0, count: columns.count)
        )
        for mark in attempt.marking.marks {
            guard let place = place(of: mark) else { continue }
            if place == row.points.count {
                row.points.append(nil)
                row.choices.append(0)
            }
            row.points[place] = Int32(clamping: mark.pointsHundredths)
            columns[place].maxHundredths = mark.maxHundredths
            row.choices[place] = bits(attempt.answers[mark.question]?.answer.options ?? [], columns[place])
        }
        rows.append(row)
    }

    private mutating func place(of mark: ItemMark) -> Int? {
        if let place = places[mark.question] { return place }
        guard let question = pool[mark.question] else { return nil }
        places[mark.question] = columns.count
        columns.append(
            Column(
                question: mark.question,
                kind: question.kind,
                revision: question.revision,
                options: question.options,
                maxHundredths: mark.maxHundredths
            )
        )
        return columns.count - 1
    }

    private func bits(_ chosen: [String], _ column: Column) -> UInt64 {
        guard column.kind.hasChoices else { return 0 }
        return column.options.enumerated().reduce(0) { bits, option in
            option.offset < 64 && chosen.contains(option.element) ? bits | 1 << UInt64(option.offset) : bits
        }
    }

    /// Points of one attempt for the columns named; nil when one of them was not on its paper.
    func points(_ row: Row, _ wanted: [Int]) -> [Double]? {
        var points: [Double] = []
        points.reserveCapacity(wanted.count)
        for column in wanted {
            guard let value = mark(row, column) else { return nil }
            points.append(value)
        }
        return points
    }

    /// Nil when the question was not on the paper.
    func mark(_ row: Row, _ column: Int) -> Double? {
        guard column < row.points.count, let hundredths = row.points[column] else { return nil }
        return Double(hundredths) / 100
    }

    /// The options that were chosen.
    func chosen(_ row: Row, _ column: Int) -> Set<String> {
        guard column < row.choices.count else { return [] }
        let bits = row.choices[column]
        return Set(
            columns[column].options.enumerated().filter { $0.offset < 64 && bits >> UInt64($0.offset) & 1 == 1 }.map(
                \.element
            )
        )
    }
}

extension QuestionKind {
    /// Whether options are chosen, so that it can be told which ones mislead.
    var hasChoices: Bool {
        switch self {
        case .singleChoice, .multipleChoice, .trueFalse, .scoredSituation: true
        case .shortText, .numeric, .matching, .ordering, .essay: false
        }
    }
}
