package import EventSourcing

/// What happens to one candidate's attempt at an exam.
package enum AttemptEvent: DomainEvent {
    case attemptStarted(AttemptStarted)
    case sessionOpened(SessionOpened)
    case answerSaved(AnswerSaved)
    case answerKeptAside(AnswerKeptAside)
    case answerAdmitted(AnswerAdmitted)
    case extraTimeGranted(ExtraTimeGranted)
    case attemptPaused(AttemptPaused)
    case attemptResumed(AttemptResumed)
    case incidentCounted(IncidentCounted)
    case attemptReopened(AttemptReopened)
    case attemptSubmitted(AttemptSubmitted)
    case attemptClosed(AttemptClosed)
    case attemptMarked(AttemptMarked)
    case essayMarkEntered(EssayMarkEntered)
    case resultDetermined(ResultDetermined)
    case attemptRemarked(AttemptRemarked)
    case resultReleased(ResultReleased)
    case resultCorrected(ResultCorrected)
    case externalResultRecorded(ExternalResultRecorded)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case attemptStarted = "assessment.attempt-started.v1"
        case sessionOpened = "assessment.session-opened.v1"
        case answerSaved = "assessment.answer-saved.v1"
        case answerKeptAside = "assessment.answer-kept-aside.v1"
        case answerAdmitted = "assessment.answer-admitted.v1"
        case extraTimeGranted = "assessment.extra-time-granted.v1"
        case attemptPaused = "assessment.attempt-paused.v1"
        case attemptResumed = "assessment.attempt-resumed.v1"
        case incidentCounted = "assessment.incident-counted.v1"
        case attemptReopened = "assessment.attempt-reopened.v1"
        case attemptSubmitted = "assessment.attempt-submitted.v1"
        case attemptClosed = "assessment.attempt-closed.v1"
        case attemptMarked = "assessment.attempt-marked.v1"
        case essayMarkEntered = "assessment.essay-mark-entered.v1"
        case resultDetermined = "assessment.result-determined.v1"
        case attemptRemarked = "assessment.attempt-remarked.v1"
        case resultReleased = "assessment.result-released.v1"
        case resultCorrected = "assessment.result-corrected.v1"
        case externalResultRecorded = "assessment.external-result-recorded.v1"
    }

    package var name: Name {
        switch self {
        case .attemptStarted: .attemptStarted
        case .sessionOpened: .sessionOpened
        case .answerSaved: .answerSaved
        case .answerKeptAside: .answerKeptAside
        case .answerAdmitted: .answerAdmitted
        case .extraTimeGranted: .extraTimeGranted
        case .attemptPaused: .attemptPaused
        case .attemptResumed: .attemptResumed
        case .incidentCounted: .incidentCounted
        case .attemptReopened: .attemptReopened
        case .attemptSubmitted: .attemptSubmitted
        case .attemptClosed: .attemptClosed
        case .attemptMarked: .attemptMarked
        case .essayMarkEntered: .essayMarkEntered
        case .resultDetermined: .resultDetermined
        case .attemptRemarked: .attemptRemarked
        case .resultReleased: .resultReleased
        case .resultCorrected: .resultCorrected
        case .externalResultRecorded: .externalResultRecorded
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .attemptStarted(let payload): payload
        case .sessionOpened(let payload): payload
        case .answerSaved(let payload): payload
        case .answerKeptAside(let payload): payload
        case .answerAdmitted(let payload): payload
        case .extraTimeGranted(let payload): payload
        case .attemptPaused(let payload): payload
        case .attemptResumed(let payload): payload
        case .incidentCounted(let payload): payload
        case .attemptReopened(let payload): payload
        case .attemptSubmitted(let payload): payload
        case .attemptClosed(let payload): payload
        case .attemptMarked(let payload): payload
        case .essayMarkEntered(let payload): payload
        case .resultDetermined(let payload): payload
        case .attemptRemarked(let payload): payload
        case .resultReleased(let payload): payload
        case .resultCorrected(let payload): payload
        case .externalResultRecorded(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .attemptStarted: self = .attemptStarted(try CanonicalJSON.decode(AttemptStarted.self, from: body))
        case .sessionOpened: self = .sessionOpened(try CanonicalJSON.decode(SessionOpened.self, from: body))
        case .answerSaved: self = .answerSaved(try CanonicalJSON.decode(AnswerSaved.self, from: body))
        case .answerKeptAside: self = .answerKeptAside(try CanonicalJSON.decode(AnswerKeptAside.self, from: body))
        case .answerAdmitted: self = .answerAdmitted(try CanonicalJSON.decode(AnswerAdmitted.self, from: body))
        case .extraTimeGranted: self = .extraTimeGranted(try CanonicalJSON.decode(ExtraTimeGranted.self, from: body))
        case .attemptPaused: self = .attemptPaused(try CanonicalJSON.decode(AttemptPaused.self, from: body))
        case .attemptResumed: self = .attemptResumed(try CanonicalJSON.decode(AttemptResumed.self, from: body))
        case .incidentCounted: self = .incidentCounted(try CanonicalJSON.decode(IncidentCounted.self, from: body))
        case .attemptReopened: self = .attemptReopened(try CanonicalJSON.decode(AttemptReopened.self, from: body))
        case .attemptSubmitted: self = .attemptSubmitted(try CanonicalJSON.decode(AttemptSubmitted.self, from: body))
        case .attemptClosed: self = .attemptClosed(try CanonicalJSON.decode(AttemptClosed.self, from: body))
        case .attemptMarked: self = .attemptMarked(try CanonicalJSON.decode(AttemptMarked.self, from: body))
        case .essayMarkEntered: self = .essayMarkEntered(try CanonicalJSON.decode(EssayMarkEntered.self, from: body))
        case .resultDetermined: self = .resultDetermined(try CanonicalJSON.decode(ResultDetermined.self, from: body))
        case .attemptRemarked: self = .attemptRemarked(try CanonicalJSON.decode(AttemptRemarked.self, from: body))
        case .resultReleased: self = .resultReleased(try CanonicalJSON.decode(ResultReleased.self, from: body))
        case .resultCorrected: self = .resultCorrected(try CanonicalJSON.decode(ResultCorrected.self, from: body))
        case .externalResultRecorded:
            self = .externalResultRecorded(try CanonicalJSON.decode(ExternalResultRecorded.self, from: body))
        }
    }
}
