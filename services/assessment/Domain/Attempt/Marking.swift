package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// The marks of an attempt and what followed from them.
package struct Marking: Sendable, Equatable, Codable {
    /// In the order of the paper; essays enter when they are settled.
    package private(set) var marks: [ItemMark] = []
    package private(set) var pendingEssays: [QuestionID] = []
    package private(set) var isMarked = false
    /// Stands when every question is marked.
    package private(set) var result: AttemptResult?
    package private(set) var releasedAt: Timestamp?
    package private(set) var objectionsUntil: CalendarDate?
    package private(set) var repairs: Set<KeyRepairID> = []
    package private(set) var objections: Set<ObjectionID> = []

    package func mark(of question: QuestionID) -> ItemMark? { marks.first { $0.question == question } }

    mutating func apply(_ event: AttemptEvent) {
        switch event {
        case .attemptMarked(let fact):
            isMarked = true
            marks = fact.marks
            pendingEssays = fact.pendingEssays
        case .essayMarkEntered(let fact):
            pendingEssays.removeAll { $0 == fact.mark.question }
            marks.append(fact.mark)
        case .resultDetermined(let fact):
            result = AttemptResult(
                pointsHundredths: fact.pointsHundredths,
                maxHundredths: fact.maxHundredths,
                scoreHundredths: fact.scoreHundredths,
                passed: fact.passed
            )
        case .attemptRemarked(let fact): remark(fact)
        case .resultReleased(let fact):
            releasedAt = fact.releasedAt
            objectionsUntil = fact.objectionsUntil
        case .resultCorrected(let fact): objectionsUntil = fact.objectionsUntil
        case .attemptReopened: takeBack()
        case .attemptStarted, .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .extraTimeGranted,
            .attemptPaused, .attemptResumed, .incidentCounted, .attemptSubmitted, .attemptClosed,
            .externalResultRecorded:
            return
        }
    }

    /// An essay that a repair settles counts as one without points until then.
    mutating func enterUnmarked(_ item: PaperItem) {
        pendingEssays.removeAll { $0 == item.question }
        marks.append(ItemMark(item, answered: true, points: 0))
    }

    /// The attempt goes on: it is marked anew when it is over, by the keys in force then.
    private mutating func takeBack() {
        isMarked = false
        (marks, pendingEssays, result) = ([], [], nil)
    }

    private mutating func remark(_ fact: AttemptRemarked) {
        if let repair = fact.repair { repairs.insert(repair) }
        if let objection = fact.objection { objections.insert(objection) }
        for change in fact.changes {
            guard let index = marks.firstIndex(where: { $0.question == change.question }) else { continue }
            marks[index] = marks[index].with(points: change.pointsAfter, max: change.maxAfter)
        }
        guard result != nil else { return }
        result = AttemptResult(
            pointsHundredths: fact.pointsAfter,
            maxHundredths: fact.maxAfter,
            scoreHundredths: fact.scoreAfter,
            passed: fact.passedAfter
        )
    }
}

/// Points, score and verdict.
package struct AttemptResult: Sendable, Equatable, Codable {
    package let pointsHundredths: Int
    package let maxHundredths: Int
    /// In hundredths of a per cent, rounded half up.
    package let scoreHundredths: Int
    package let passed: Bool

    init(pointsHundredths: Int, maxHundredths: Int, scoreHundredths: Int, passed: Bool) {
        self.pointsHundredths = pointsHundredths
        self.maxHundredths = maxHundredths
        self.scoreHundredths = scoreHundredths
        self.passed = passed
    }

    /// The share of the points that count; the verdict is on the exact share, so 69.995 % never passes at 70 %.
    ///
    /// Nobody passes an exam in which no question counts.
    package init(marks: [ItemMark], passPercent: Int) {
        pointsHundredths = marks.reduce(0) { $0 + $1.pointsHundredths }
        maxHundredths = marks.reduce(0) { $0 + $1.maxHundredths }
        scoreHundredths =
            maxHundredths == 0 ? 0 : (2 * pointsHundredths * 10_000 + maxHundredths) / (2 * maxHundredths)
        passed = maxHundredths > 0 && pointsHundredths * 100 >= passPercent * maxHundredths
    }
}

extension ItemMark {
    func with(points: Int, max: Int) -> ItemMark {
        ItemMark(
            question: question,
            revision: revision,
            answered: answered,
            pointsHundredths: points,
            maxHundredths: max
        )
    }
}
