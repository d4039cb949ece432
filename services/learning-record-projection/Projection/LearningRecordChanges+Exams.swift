import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import ProjectionRuntime

extension LearningRecordChanges {
    mutating func fold(_ event: AssessmentEvent, _ envelope: EventEnvelope) {
        switch event {
        case .exam(let event): fold(event, envelope)
        case .attempt(let event): fold(event, envelope)
        case .objection(let event): fold(event, envelope)
        case .question, .essay: break  // how an exam is made and marked is no part of a record
        }
    }

    private mutating func fold(_ event: ExamEvent, _ envelope: EventEnvelope) {
        let key = RowKey(envelope)
        switch event {
        case .examScheduled(let fact): exams[key] = ExamChange(scheduled: fact, status: .scheduled)
        case .examCancelled: exams[key, default: ExamChange()].status = .cancelled
        case .examResultsReleased: exams[key, default: ExamChange()].status = .released
        case .examRescheduled, .extraTimeArranged, .examIncidentDeclared, .examKeyRepaired: break
        }
    }

    private mutating func fold(_ event: AttemptEvent, _ envelope: EventEnvelope) {
        switch event {
        case .attemptStarted(let fact): attempt(envelope, of: fact.civilServant) { $0.start(fact) }
        case .attemptReopened: attempt(envelope) { $0.standing = .init(status: .open) }
        case .attemptSubmitted(let fact):
            attempt(envelope) { $0.standing = .init(status: .handedIn, endedAt: fact.submittedAt) }
        case .attemptClosed(let fact): attempt(envelope) { $0.close(fact) }
        case .resultReleased(let fact): attempt(envelope, of: fact.civilServant) { $0.release(fact) }
        case .resultCorrected(let fact): attempt(envelope, of: fact.civilServant) { $0.correct(fact) }
        case .externalResultRecorded(let fact):
            attempt(envelope, of: fact.civilServant) { $0.record(fact, at: envelope.occurredAt) }
        case .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .extraTimeGranted, .attemptPaused,
            .attemptResumed, .incidentCounted, .attemptMarked, .essayMarkEntered, .resultDetermined, .attemptRemarked:
            break
        }
    }

    private mutating func fold(_ event: ObjectionEvent, _ envelope: EventEnvelope) {
        switch event {
        case .objectionFiled(let fact):
            objection(envelope, of: fact.objector) { $0 = ObjectionChange(filed: fact, status: .filed) }
        case .objectionDecided(let fact):
            objection(envelope, of: fact.objector) { change in
                change.status = .decided
                change.outcome = fact.outcome
            }
        case .objectionWithdrawn: objection(envelope) { $0.status = .withdrawn }
        case .objectionBecameFinal: objection(envelope) { $0.status = .final }
        case .reviewerAssigned, .reviewerRecused, .statementHeard, .statementMissed, .resultRecalculated: break
        }
    }

    /// `civilServant`: nil where the event does not say; the stream's first event did.
    private mutating func attempt(
        _ envelope: EventEnvelope,
        of civilServant: CivilServantID? = nil,
        _ body: (inout ExamAttemptChange) -> Void
    ) {
        body(&attempts[RowKey(envelope), default: ExamAttemptChange()])
        addLine(envelope, about: civilServant)
    }

    private mutating func objection(
        _ envelope: EventEnvelope,
        of civilServant: CivilServantID? = nil,
        _ body: (inout ObjectionChange) -> Void
    ) {
        body(&objections[RowKey(envelope), default: ObjectionChange()])
        addLine(envelope, about: civilServant)
    }
}
