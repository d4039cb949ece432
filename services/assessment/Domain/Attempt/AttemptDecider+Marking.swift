import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AttemptDecider {
    static func mark(_ request: MarkAttempt, given attempt: Attempt) throws(AttemptRejection) -> [AttemptEvent] {
        let start = try over(attempt)
        if attempt.marking.isMarked { return [] }
        var marks: [ItemMark] = []
        var pending: [QuestionID] = []
        for item in start.paper {
            if let mark = try mark(item, request, given: attempt) {
                marks.append(mark)
            } else {
                pending.append(item.question)
            }
        }
        let marked = AttemptEvent.attemptMarked(
            AttemptMarked(marks: marks, pendingEssays: pending, rule: start.rule)
        )
        return [marked] + (pending.isEmpty ? [determined(marks, start)] : [])
    }

    /// Nil for an essay that waits for its markers; an essay without an answer waits for nobody.
    private static func mark(_ item: PaperItem, _ request: MarkAttempt, given attempt: Attempt)
        throws(AttemptRejection) -> ItemMark?
    {
        let kept = attempt.answers[item.question]?.answer
        let isAnswered = kept.map { !$0.isEmpty } ?? false
        let key = request.keys[item.question]
        if item.kind == .essay && (key == nil || key.map(isKey) == true) {
            return isAnswered ? nil : ItemMark(item, answered: false, points: 0)
        }
        guard let key else { throw .keyMissing(item.question) }
        var text = request.texts[item.question]
        if kept?.text == nil { text = nil } else if text == nil { throw .textMissing(item.question) }
        return mark(item, by: key, answer: isAnswered ? kept : nil, text: text, before: nil)
    }

    private static func isKey(_ key: KeyInForce) -> Bool {
        switch key {
        case .key: true
        case .fullPoints, .excluded: false
        }
    }

    /// `before`: what stays when the text can never be read again.
    private static func mark(
        _ item: PaperItem,
        by key: KeyInForce,
        answer: GivenAnswer?,
        text: OpenedText?,
        before: ItemMark?
    ) -> ItemMark {
        switch key {
        case .fullPoints: return ItemMark(item, answered: answer != nil, points: item.pointsHundredths)
        case .excluded: return ItemMark(item, answered: answer != nil, points: 0).with(points: 0, max: 0)
        case .key(let key):
            var open = answer.map { OpenAnswer(options: $0.options, pairs: $0.pairs, number: $0.number) }
            switch text {
            case .text(let text): open?.text = text
            case .erased: if let before { return before }
            case nil: break
            }
            let points = Marker.points(open, to: item.kind, by: key, of: item.pointsHundredths)
            return ItemMark(item, answered: answer != nil, points: points ?? 0)
        }
    }

    static func enterEssayMark(_ essay: EssayID, question: QuestionID, points: Int, given attempt: Attempt)
        throws(AttemptRejection) -> [AttemptEvent]
    {
        let start = try over(attempt)
        guard attempt.marking.isMarked else { throw .notMarked }
        guard attempt.marking.pendingEssays.contains(question), let item = attempt.item(question) else {
            guard let mark = attempt.marking.mark(of: question), mark.pointsHundredths == points else {
                throw .essayNotPending(question)
            }
            return []
        }
        guard (0...item.pointsHundredths).contains(points) else { throw .pointsOutOfRange }
        let mark = ItemMark(item, answered: true, points: points)
        let entered = AttemptEvent.essayMarkEntered(EssayMarkEntered(essay: essay, mark: mark))
        guard attempt.marking.pendingEssays.count == 1 else { return [entered] }
        return [entered, determined(attempt.marking.marks + [mark], start)]
    }

    static func release(at now: Timestamp, objectionsUntil: CalendarDate, given attempt: Attempt)
        throws(AttemptRejection) -> [AttemptEvent]
    {
        let start = try over(attempt)
        guard attempt.marking.releasedAt == nil else { return [] }
        guard let result = attempt.marking.result else { throw .notMarked }
        return [
            .resultReleased(
                ResultReleased(
                    exam: start.exam,
                    civilServant: start.civilServant,
                    number: start.number,
                    batch: start.batch,
                    programme: start.programme,
                    pointsHundredths: result.pointsHundredths,
                    maxHundredths: result.maxHundredths,
                    scoreHundredths: result.scoreHundredths,
                    passed: result.passed,
                    passPercent: start.passPercent,
                    rule: start.rule,
                    releasedAt: now,
                    objectionsUntil: objectionsUntil
                )
            )
        ]
    }

    static func remark(_ request: RemarkAttempt, given attempt: Attempt) throws(AttemptRejection) -> [AttemptEvent] {
        let (start, _) = try started(attempt)
        guard attempt.phase != .void, let item = attempt.item(request.question), item.revision == request.revision,
            !attempt.marking.repairs.contains(request.repair)
        else { return [] }
        // Whoever is not marked yet is marked by the repaired key at once.
        guard attempt.marking.isMarked else { return [] }
        if attempt.marking.pendingEssays.contains(request.question) {
            return try settlePending(item, request, start, given: attempt)
        }
        guard let before = attempt.marking.mark(of: request.question) else { throw .notMarked }
        let kept = before.answered ? attempt.answers[request.question]?.answer : nil
        if kept?.text != nil && request.text == nil && isKey(request.key) { throw .textMissing(request.question) }
        let after = mark(item, by: request.key, answer: kept, text: request.text, before: before)
        let remark = Remark(attempt.marking, start, at: request.at, objectionsUntil: request.objectionsUntil)
        return remark.events([after], cause: .keyRepair, repair: request.repair)
    }

    /// A repair decides an essay that its markers have not settled yet: what they give later is not awaited any more.
    private static func settlePending(
        _ item: PaperItem,
        _ request: RemarkAttempt,
        _ start: AttemptStarted,
        given attempt: Attempt
    ) throws(AttemptRejection) -> [AttemptEvent] {
        guard !isKey(request.key) else { throw .essayNotPending(item.question) }
        var marking = attempt.marking
        marking.enterUnmarked(item)
        let answer = attempt.answers[item.question]?.answer
        let mark = mark(item, by: request.key, answer: answer, text: nil, before: nil)
        let remark = Remark(marking, start, at: request.at, objectionsUntil: request.objectionsUntil)
        let events = remark.events([mark], cause: .keyRepair, repair: request.repair)
        guard marking.pendingEssays.isEmpty else { return events }
        return events + [determined(marking.marks.map { $0.question == mark.question ? mark : $0 }, start)]
    }

    static func adjust(_ request: AdjustMarks, given attempt: Attempt) throws(AttemptRejection) -> [AttemptEvent] {
        let start = try over(attempt)
        if attempt.marking.objections.contains(request.objection) { return [] }
        guard attempt.marking.releasedAt != nil else { throw .notReleased }
        var after: [ItemMark] = []
        for (question, points) in request.points.sorted(by: { $0.key < $1.key }) {
            guard let mark = attempt.marking.mark(of: question) else { throw .notOnPaper(question) }
            guard (0...mark.maxHundredths).contains(points) else { throw .pointsOutOfRange }
            after.append(mark.with(points: points, max: mark.maxHundredths))
        }
        let remark = Remark(attempt.marking, start, at: request.at, objectionsUntil: request.objectionsUntil)
        return remark.events(after, cause: .objection, objection: request.objection)
    }

    private static func determined(_ marks: [ItemMark], _ start: AttemptStarted) -> AttemptEvent {
        let result = AttemptResult(marks: marks, passPercent: start.passPercent)
        return .resultDetermined(
            ResultDetermined(
                pointsHundredths: result.pointsHundredths,
                maxHundredths: result.maxHundredths,
                scoreHundredths: result.scoreHundredths,
                passed: result.passed,
                rule: start.rule
            )
        )
    }

    /// The facts of an attempt that is handed in or whose time was up.
    private static func over(_ attempt: Attempt) throws(AttemptRejection) -> AttemptStarted {
        let (start, _) = try started(attempt)
        switch attempt.phase {
        case .submitted, .closed: return start
        case .open: throw .notOver
        case .void: throw .void
        case .unknown, .external: throw .notStarted
        }
    }
}

extension ItemMark {
    init(_ item: PaperItem, answered: Bool, points: Int) {
        self.init(
            question: item.question,
            revision: item.revision,
            answered: answered,
            pointsHundredths: points,
            maxHundredths: item.pointsHundredths
        )
    }
}
