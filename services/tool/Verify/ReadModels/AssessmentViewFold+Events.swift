import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AssessmentViewFold.Streams {
    mutating func fold(_ event: AssessmentEvent) {
        switch event {
        case .question(let event): fold(event)
        case .exam(let event): fold(event)
        case .attempt(let event): fold(event)
        case .essay(let event): fold(event)
        case .objection(let event): fold(event)
        }
    }

    private mutating func fold(_ event: QuestionEvent) {
        switch event {
        case .questionAdded(let fact):
            question = AssessmentViewFold.Question(
                content: [
                    String(fact.revision), fact.code, fact.kind.rawValue, fact.topic, fact.difficulty.rawValue,
                ]
            )
        case .questionRevised(let fact):
            question?.content = [
                String(fact.revision), fact.code, fact.kind.rawValue, fact.topic, fact.difficulty.rawValue,
            ]
        case .questionRetired: question?.status = "retired"
        }
    }

    private mutating func fold(_ event: ExamEvent) {
        switch event {
        case .examScheduled(let fact):
            exam = AssessmentViewFold.Exam(scheduled: fact, opensAt: fact.opensAt, closesAt: fact.closesAt)
        case .examRescheduled(let fact):
            exam?.opensAt = fact.opensAt
            exam?.closesAt = fact.closesAt
        case .examCancelled: exam?.status = "cancelled"
        case .examResultsReleased: exam?.status = "released"
        case .extraTimeArranged, .examIncidentDeclared, .examKeyRepaired: break
        }
    }

    private mutating func fold(_ event: AttemptEvent) {
        switch event {
        case .attemptStarted(let fact):
            attempt = AssessmentViewFold.Attempt(
                identity: [fact.exam.description, fact.civilServant.description, String(fact.number)],
                status: "open",
                dueAt: fact.deadline
            )
        case .extraTimeGranted(let fact): attempt?.dueAt = fact.deadline
        case .incidentCounted(let fact): attempt?.dueAt = fact.deadline
        case .attemptPaused: attempt?.dueAt = nil
        case .attemptResumed(let fact): attempt?.dueAt = fact.deadline
        case .attemptReopened(let fact):
            attempt?.status = "open"
            attempt?.dueAt = fact.deadline
            attempt?.score = nil
            attempt?.passed = nil
        case .attemptSubmitted: end("submitted")
        case .attemptClosed(let fact): end(fact.reason == .timeUp ? "closed" : "void")
        case .resultDetermined(let fact): score(fact.scoreHundredths, fact.passed)
        case .resultReleased(let fact):
            score(fact.scoreHundredths, fact.passed)
            attempt?.isReleased = true
        case .resultCorrected(let fact): score(fact.scoreAfter, fact.passedAfter)
        case .externalResultRecorded(let fact):
            attempt = AssessmentViewFold.Attempt(
                identity: [fact.exam.description, fact.civilServant.description, String(fact.number)],
                status: "external",
                score: fact.scoreHundredths,
                passed: fact.passed,
                isReleased: true
            )
        case .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .attemptMarked, .essayMarkEntered,
            .attemptRemarked:
            break
        }
    }

    private mutating func end(_ status: String) {
        attempt?.status = status
        attempt?.dueAt = nil
    }

    private mutating func score(_ hundredths: Int, _ passed: Bool) {
        attempt?.score = hundredths
        attempt?.passed = passed
    }

    private mutating func fold(_ event: EssayEvent) {
        switch event {
        case .essayOpened(let fact): essay = AssessmentViewFold.Essay(opened: fact)
        case .markersAssigned(let fact):
            essay?.status = "marking"
            for marker in [fact.first, fact.second] { essay?.tasks[marker] = AssessmentViewFold.Task(role: "marker") }
        case .markerReplaced(let fact):
            essay?.tasks[fact.replaced]?.isActive = false
            essay?.tasks[fact.by] = AssessmentViewFold.Task(role: "marker")
        case .essayMarkGiven(let fact): essay?.tasks[fact.marker]?.isDone = true
        case .marksDiverged: essay?.status = "diverged"
        case .reconcilerAssigned(let fact):
            essay?.tasks[fact.reconciler] = AssessmentViewFold.Task(role: "reconciler")
        case .essaySettled(let fact):
            essay?.status = "settled"
            if let reconciler = fact.decidedBy { essay?.tasks[reconciler]?.isDone = true }
        }
    }

    private mutating func fold(_ event: ObjectionEvent) {
        switch event {
        case .objectionFiled(let fact): objection = AssessmentViewFold.Objection(filed: fact)
        case .reviewerAssigned(let fact): objection?.reviewer = fact.reviewer
        case .reviewerRecused: objection?.reviewer = nil
        case .objectionDecided(let fact):
            objection?.status = "decided"
            objection?.outcome = fact.outcome.rawValue
        case .objectionWithdrawn: objection?.outcome = "withdrawn"
        case .objectionBecameFinal: objection?.status = "final"
        case .statementHeard, .statementMissed, .resultRecalculated: break
        }
    }
}
