import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// One re-mark of one attempt: what changed, and what it means for a released result.
struct Remark {
    private let marking: Marking
    private let start: AttemptStarted
    private let now: Timestamp
    private let objectionsUntil: CalendarDate

    init(_ marking: Marking, _ start: AttemptStarted, at now: Timestamp, objectionsUntil: CalendarDate) {
        self.marking = marking
        self.start = start
        self.now = now
        self.objectionsUntil = objectionsUntil
    }

    /// The re-mark, and the correction when a released result is another one now.
    func events(
        _ after: [ItemMark],
        cause: CorrectionCause,
        repair: KeyRepairID? = nil,
        objection: ObjectionID? = nil
    ) -> [AttemptEvent] {
        let marks = marking.marks.map { mark in after.first { $0.question == mark.question } ?? mark }
        let old = AttemptResult(marks: marking.marks, passPercent: start.passPercent)
        let new = AttemptResult(marks: marks, passPercent: start.passPercent)
        let remarked = AttemptEvent.attemptRemarked(
            AttemptRemarked(
                cause: cause,
                repair: repair,
                objection: objection,
                changes: changes(to: after),
                pointsBefore: old.pointsHundredths,
                pointsAfter: new.pointsHundredths,
                maxBefore: old.maxHundredths,
                maxAfter: new.maxHundredths,
                scoreBefore: old.scoreHundredths,
                scoreAfter: new.scoreHundredths,
                passedBefore: old.passed,
                passedAfter: new.passed,
                remarkedAt: now
            )
        )
        guard marking.releasedAt != nil, old != new else { return [remarked] }
        return [remarked, corrected(from: old, to: new, cause: cause, repair: repair, objection: objection)]
    }

    private func changes(to after: [ItemMark]) -> [MarkChange] {
        after.compactMap { mark in
            guard let before = marking.mark(of: mark.question), before != mark else { return nil }
            return MarkChange(
                question: mark.question,
                pointsBefore: before.pointsHundredths,
                pointsAfter: mark.pointsHundredths,
                maxBefore: before.maxHundredths,
                maxAfter: mark.maxHundredths
            )
        }
    }

    private func corrected(
        from old: AttemptResult,
        to new: AttemptResult,
        cause: CorrectionCause,
        repair: KeyRepairID?,
        objection: ObjectionID?
    ) -> AttemptEvent {
        .resultCorrected(
            ResultCorrected(
                exam: start.exam,
                civilServant: start.civilServant,
                number: start.number,
                batch: start.batch,
                programme: start.programme,
                cause: cause,
                repair: repair,
                objection: objection,
                pointsBefore: old.pointsHundredths,
                pointsAfter: new.pointsHundredths,
                maxBefore: old.maxHundredths,
                maxAfter: new.maxHundredths,
                scoreBefore: old.scoreHundredths,
                scoreAfter: new.scoreHundredths,
                passedBefore: old.passed,
                passedAfter: new.passed,
                correctedAt: now,
                objectionsUntil: objectionsUntil
            )
        )
    }
}
