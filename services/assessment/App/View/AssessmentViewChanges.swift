import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import ProjectionRuntime

/// What a batch of events means for the view, folded in memory so that each table is written once.
struct AssessmentViewChanges {
    var questions: [RowKey: QuestionChange] = [:]
    var exams: [RowKey: ExamChange] = [:]
    var attempts: [RowKey: AttemptChange] = [:]
    var essays: [RowKey: EssayChange] = [:]
    var objections: [RowKey: ObjectionChange] = [:]

    mutating func fold(_ event: AssessmentEvent, _ envelope: EventEnvelope) {
        let row = RowKey(envelope)
        switch event {
        case .question(let event): questions[row, default: QuestionChange()].fold(event)
        case .exam(let event): exams[row, default: ExamChange()].fold(event)
        case .attempt(let event): attempts[row, default: AttemptChange()].fold(event)
        case .essay(let event): essays[row, default: EssayChange()].fold(event)
        case .objection(let event): objections[row, default: ObjectionChange()].fold(event)
        }
    }
}

/// New values of a question's row; nil leaves a column as it is.
struct QuestionChange {
    /// The newest revision in this batch of events, in the shape of a first one.
    var content: QuestionAdded?
    var isRetired = false

    mutating func fold(_ event: QuestionEvent) {
        switch event {
        case .questionAdded(let fact): content = fact
        case .questionRevised(let fact): content = fact.asAdded
        case .questionRetired: isRetired = true
        }
    }
}

extension QuestionRevised {
    fileprivate var asAdded: QuestionAdded {
        QuestionAdded(
            code: code,
            revision: revision,
            kind: kind,
            topic: topic,
            difficulty: difficulty,
            format: format,
            stem: stem,
            options: options,
            targets: targets,
            wordLimit: wordLimit,
            key: key
        )
    }
}

/// New values of an exam's row; nil leaves a column as it is.
struct ExamChange {
    var scheduled: ExamScheduled?
    var opensAt: Timestamp?
    var closesAt: Timestamp?
    var status: String?

    mutating func fold(_ event: ExamEvent) {
        switch event {
        case .examScheduled(let fact):
            scheduled = fact
            (opensAt, closesAt, status) = (fact.opensAt, fact.closesAt, "scheduled")
        case .examRescheduled(let fact): (opensAt, closesAt) = (fact.opensAt, fact.closesAt)
        case .examCancelled: status = "cancelled"
        case .examResultsReleased: status = "released"
        case .extraTimeArranged, .examIncidentDeclared, .examKeyRepaired: break  // asked of the exam's own stream
        }
    }
}

/// New values of an attempt's row; nil leaves a column as it is.
struct AttemptChange {
    /// Who sits what, when the attempt is new.
    struct Beginning {
        let exam: ExamID
        let civilServant: CivilServantID
        let number: Int
    }

    var beginning: Beginning?
    var status: String?
    /// Set to nil inside when the clock stands still or the attempt is over.
    var dueAt: Timestamp??
    /// Set to nil inside when there is none any more.
    var result: (scoreHundredths: Int, passed: Bool)??
    var isReleased = false

    mutating func fold(_ event: AttemptEvent) {
        switch event {
        case .attemptStarted(let fact):
            beginning = Beginning(exam: fact.exam, civilServant: fact.civilServant, number: fact.number)
            (status, dueAt) = ("open", .some(fact.deadline))
        case .extraTimeGranted(let fact): setDue(fact.deadline)
        case .incidentCounted(let fact): setDue(fact.deadline)
        case .attemptPaused: dueAt = .some(nil)
        case .attemptResumed(let fact): setDue(fact.deadline)
        case .attemptReopened(let fact): (status, dueAt, result) = ("open", .some(fact.deadline), .some(nil))
        case .attemptSubmitted: (status, dueAt) = ("submitted", .some(nil))
        case .attemptClosed(let fact): (status, dueAt) = (fact.reason == .timeUp ? "closed" : "void", .some(nil))
        case .resultDetermined(let fact): result = (fact.scoreHundredths, fact.passed)
        case .resultReleased(let fact): (result, isReleased) = ((fact.scoreHundredths, fact.passed), true)
        case .resultCorrected(let fact): result = (fact.scoreAfter, fact.passedAfter)
        case .externalResultRecorded(let fact):
            beginning = Beginning(exam: fact.exam, civilServant: fact.civilServant, number: fact.number)
            (status, dueAt) = ("external", .some(nil))
            (result, isReleased) = ((fact.scoreHundredths, fact.passed), true)
        case .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .attemptMarked, .essayMarkEntered,
            .attemptRemarked:
            break  // asked of the attempt's own stream
        }
    }

    private mutating func setDue(_ deadline: Timestamp?) { dueAt = .some(deadline) }
}

/// New values of an essay's row and of its markers'; nil leaves a column as it is.
struct EssayChange {
    /// What somebody has to do with the essay.
    struct Task {
        /// Nil when the row is there already.
        var role: EssayRole?
        var isActive = true
        var isDone = false
    }

    var opened: EssayOpened?
    var status: String?
    var tasks: [CivilServantID: Task] = [:]

    mutating func fold(_ event: EssayEvent) {
        switch event {
        case .essayOpened(let fact): (opened, status) = (fact, "opened")
        case .markersAssigned(let fact):
            status = "marking"
            tasks[fact.first] = Task(role: .marker)
            tasks[fact.second] = Task(role: .marker)
        case .markerReplaced(let fact):
            tasks[fact.replaced, default: Task()].isActive = false
            tasks[fact.by] = Task(role: .marker)
        case .essayMarkGiven(let fact): tasks[fact.marker, default: Task()].isDone = true
        case .marksDiverged: status = "diverged"
        case .reconcilerAssigned(let fact): tasks[fact.reconciler] = Task(role: .reconciler)
        case .essaySettled(let fact):
            status = "settled"
            if let reconciler = fact.decidedBy { tasks[reconciler, default: Task()].isDone = true }
        }
    }
}

/// What somebody does with an essay.
enum EssayRole: String, Sendable {
    case marker, reconciler
}

/// New values of an objection's row; nil leaves a column as it is.
struct ObjectionChange {
    var filed: ObjectionFiled?
    var status: String?
    /// Set to nil inside when there is none any more.
    var reviewer: CivilServantID??
    var outcome: String?

    mutating func fold(_ event: ObjectionEvent) {
        switch event {
        case .objectionFiled(let fact): (filed, status) = (fact, "filed")
        case .reviewerAssigned(let fact): reviewer = .some(fact.reviewer)
        case .reviewerRecused: reviewer = .some(nil)
        case .objectionDecided(let fact): (status, outcome) = ("decided", fact.outcome.rawValue)
        case .objectionWithdrawn: outcome = "withdrawn"
        case .objectionBecameFinal: status = "final"
        case .statementHeard, .statementMissed, .resultRecalculated: break  // asked of the objection's own stream
        }
    }
}
