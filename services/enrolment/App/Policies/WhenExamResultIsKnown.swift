import AssessmentEvents
import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing

/// The reaction of a batch to an attempt at an exam: a result that people may know is noted there.
///
/// Pure. It stands in the App, where alone another context's events may be named.
enum WhenExamResultIsKnown {
    /// One command to one batch.
    struct Reaction: Sendable, Equatable {
        let batch: BatchID
        let result: NoteExamResult
    }

    static let types: Set<String> = Set(
        [AttemptEvent.Name.resultReleased, .resultCorrected, .externalResultRecorded].map(\.rawValue)
    )

    /// What a batch is told; nil for a result that is not released, and for an exam that belongs to no batch.
    ///
    /// `version` is the event's in the attempt's stream; `time` is when it happened.
    static func reaction(to event: AttemptEvent, of attempt: ExamAttemptID, version: Int64, at time: Timestamp)
        -> Reaction?
    {
        switch event {
        case .resultReleased(let fact):
            reaction(
                in: fact.batch,
                NoteExamResult(
                    civilServant: fact.civilServant,
                    exam: ConcludingExamID(fact.exam.uuid),
                    attempt: attempt,
                    revision: Int(version),
                    passed: fact.passed,
                    scoreHundredths: fact.scoreHundredths,
                    basis: .released,
                    determinedAt: fact.releasedAt
                )
            )
        case .resultCorrected(let fact):
            reaction(
                in: fact.batch,
                NoteExamResult(
                    civilServant: fact.civilServant,
                    exam: ConcludingExamID(fact.exam.uuid),
                    attempt: attempt,
                    revision: Int(version),
                    passed: fact.passedAfter,
                    scoreHundredths: fact.scoreAfter,
                    basis: .corrected,
                    determinedAt: fact.correctedAt
                )
            )
        case .externalResultRecorded(let fact):
            reaction(
                in: fact.batch,
                NoteExamResult(
                    civilServant: fact.civilServant,
                    exam: ConcludingExamID(fact.exam.uuid),
                    attempt: attempt,
                    revision: Int(version),
                    passed: fact.passed,
                    scoreHundredths: fact.scoreHundredths,
                    basis: .recordedFromElsewhere,
                    determinedAt: time
                )
            )
        case .attemptStarted, .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .extraTimeGranted,
            .attemptPaused, .attemptResumed, .incidentCounted, .attemptReopened, .attemptSubmitted, .attemptClosed,
            .attemptMarked, .essayMarkEntered, .resultDetermined, .attemptRemarked:
            nil
        }
    }

    private static func reaction(in batch: BatchID?, _ result: NoteExamResult) -> Reaction? {
        batch.map { Reaction(batch: $0, result: result) }
    }
}
