package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// What follows from what happens to an attempt: it is marked, its essays are put on the markers' table, and its result is
/// released when the exam's results already are.
///
/// Pure; the App opens keys and texts, and finds rubric and exam.
package enum WhenAttemptIsOver {
    /// What is to be done next.
    package enum Reaction: Sendable, Equatable {
        case nothing
        /// Open the keys and short texts, then ask `mark`.
        case mark
        /// Open these essays for their markers.
        case openEssays([QuestionID])
        /// Ask `release` if the exam's results are released.
        case releaseIfDue
    }

    package static func reaction(to event: AttemptEvent) -> Reaction {
        switch event {
        case .attemptSubmitted: .mark
        case .attemptClosed(let fact): fact.reason == .timeUp ? .mark : .nothing
        case .attemptMarked(let fact): fact.pendingEssays.isEmpty ? .nothing : .openEssays(fact.pendingEssays)
        case .resultDetermined: .releaseIfDue
        case .attemptStarted, .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .extraTimeGranted,
            .attemptPaused, .attemptResumed, .incidentCounted, .attemptReopened, .essayMarkEntered, .attemptRemarked,
            .resultReleased, .resultCorrected, .externalResultRecorded:
            .nothing
        }
    }

    /// The essay of one question for its markers; nil when it is not on the attempt's paper.
    package static func essay(
        to question: QuestionID,
        in attempt: Attempt,
        _ id: AttemptID,
        rubric: [RubricCriterion],
        markersDifferPercent: Int
    ) -> OpenEssay? {
        guard let start = attempt.start, let item = attempt.item(question) else { return nil }
        return OpenEssay(
            exam: start.exam,
            attempt: id,
            candidate: start.civilServant,
            question: question,
            revision: item.revision,
            maxHundredths: item.pointsHundredths,
            markersDifferPercent: markersDifferPercent,
            criteria: rubric.map(\.name)
        )
    }

    /// The release that is due at once because the exam's results already are; nil before.
    package static func release(by exam: Exam, at now: Timestamp, objectionsUntil: CalendarDate) -> AttemptCommand? {
        exam.phase == .released ? .release(at: now, objectionsUntil: objectionsUntil) : nil
    }
}
