import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension LearningRecordFold {
    static let examTables = [
        TableShape(
            name: "exams",
            owner: "exam_id",
            values: [
                .closed("title"), .open("mode"), .open("batch_id"), .open("programme_id"), .open("time_zone"),
                .open("status"),
            ]
        ),
        TableShape(
            name: "exam_attempts",
            owner: "attempt_id",
            values: [
                .open("civil_servant_id"), .open("exam_id"), .open("number"), .open("status"), .time("started_at"),
                .time("ended_at"), .open("closing_reason"), .closed("source"), .open("pass_percent"),
                .closed("score_hundredths"), .closed("passed"), .time("released_at"), .open("objections_until"),
                .time("corrected_at"),
            ]
        ),
        TableShape(
            name: "objections",
            owner: "objection_id",
            values: [
                .open("civil_servant_id"), .open("kind"), .open("decision_id"), .open("status"), .open("outcome"),
                .time("filed_at"), .open("decision_due_on"),
            ]
        ),
    ]

    struct Exam: Sendable {
        let scheduled: ExamScheduled
        var status = "scheduled"
    }

    struct Attempt: Sendable {
        let person: CivilServantID
        let exam: ExamID
        let number: Int
        let passPercent: Int
        var startedAt: Timestamp?
        var source: String?
        var status = "open"
        var endedAt: Timestamp?
        var reason: String?
        var score: Int?
        var passed: Bool?
        var releasedAt: Timestamp?
        var objectionsUntil: CalendarDate?
        var correctedAt: Timestamp?
    }

    struct Objection: Sendable {
        let filed: ObjectionFiled
        var status = "filed"
        var outcome: String?
    }
}

extension LearningRecordFold.Streams {
    mutating func fold(_ event: AssessmentEvent, _ envelope: EventEnvelope) {
        switch event {
        case .exam(let event): fold(event)
        case .attempt(let event): fold(event, envelope)
        case .objection(let event): fold(event, envelope)
        case .question, .essay: break
        }
    }

    private mutating func fold(_ event: ExamEvent) {
        switch event {
        case .examScheduled(let fact): exam = LearningRecordFold.Exam(scheduled: fact)
        case .examCancelled: exam?.status = "cancelled"
        case .examResultsReleased: exam?.status = "released"
        case .examRescheduled, .extraTimeArranged, .examIncidentDeclared, .examKeyRepaired: break
        }
    }

    private mutating func fold(_ event: AttemptEvent, _ envelope: EventEnvelope) {
        switch event {
        case .attemptStarted(let fact):
            attempt = LearningRecordFold.Attempt(
                person: fact.civilServant,
                exam: fact.exam,
                number: fact.number,
                passPercent: fact.passPercent,
                startedAt: fact.startedAt
            )
        case .attemptReopened: stand("open", nil, nil)
        case .attemptSubmitted(let fact): stand("handed-in", fact.submittedAt, nil)
        case .attemptClosed(let fact):
            stand(fact.reason == .timeUp ? "time-up" : "void", fact.closedAt, fact.reason.rawValue)
        case .resultReleased(let fact):
            result(fact.scoreHundredths, fact.passed, fact.objectionsUntil)
            attempt?.releasedAt = fact.releasedAt
        case .resultCorrected(let fact):
            result(fact.scoreAfter, fact.passedAfter, fact.objectionsUntil)
            attempt?.correctedAt = fact.correctedAt
        case .externalResultRecorded(let fact): record(fact, envelope)
        case .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .extraTimeGranted, .attemptPaused,
            .attemptResumed, .incidentCounted, .attemptMarked, .essayMarkEntered, .resultDetermined, .attemptRemarked:
            return
        }
        if let attempt { tell(envelope, of: attempt.person) }
    }

    private mutating func stand(_ status: String, _ endedAt: Timestamp?, _ reason: String?) {
        attempt?.status = status
        attempt?.endedAt = endedAt
        attempt?.reason = reason
    }

    private mutating func result(_ score: Int, _ passed: Bool, _ objectionsUntil: CalendarDate) {
        attempt?.score = score
        attempt?.passed = passed
        attempt?.objectionsUntil = objectionsUntil
    }

    private mutating func record(_ fact: ExternalResultRecorded, _ envelope: EventEnvelope) {
        attempt = LearningRecordFold.Attempt(
            person: fact.civilServant,
            exam: fact.exam,
            number: fact.number,
            passPercent: fact.passPercent,
            source: fact.source,
            status: "external",
            score: fact.scoreHundredths,
            passed: fact.passed,
            releasedAt: envelope.occurredAt
        )
    }

    private mutating func fold(_ event: ObjectionEvent, _ envelope: EventEnvelope) {
        switch event {
        case .objectionFiled(let fact): objection = LearningRecordFold.Objection(filed: fact)
        case .objectionDecided(let fact):
            objection?.status = "decided"
            objection?.outcome = fact.outcome.rawValue
        case .objectionWithdrawn: objection?.status = "withdrawn"
        case .objectionBecameFinal: objection?.status = "final"
        case .reviewerAssigned, .reviewerRecused, .statementHeard, .statementMissed, .resultRecalculated: return
        }
        if let objection { tell(envelope, of: objection.filed.objector) }
    }

    /// Values stand in the order of ``LearningRecordFold/examTables``.
    func examRows(of tenant: String) -> [ExpectedRow] {
        [("exams", exam?.values), ("exam_attempts", attempt?.values), ("objections", objection?.values)]
            .compactMap { table, values in values.map { ExpectedRow(table: table, key: [tenant], values: $0) } }
    }
}

extension LearningRecordFold.Exam {
    fileprivate var values: [String?] {
        [
            scheduled.title, scheduled.mode.rawValue, scheduled.batch?.description, scheduled.programme?.description,
            scheduled.timeZone.rawValue, status,
        ]
    }
}

extension LearningRecordFold.Attempt {
    fileprivate var values: [String?] {
        [
            person.description, exam.description, String(number), status, startedAt?.text, endedAt?.text, reason,
            source, String(passPercent), score.map { String($0) }, passed.map { String($0) }, releasedAt?.text,
            objectionsUntil?.description, correctedAt?.text,
        ]
    }
}

extension LearningRecordFold.Objection {
    fileprivate var values: [String?] {
        [
            filed.objector.description, filed.kind.rawValue, filed.decision.description, status, outcome,
            filed.filedAt.text, filed.decisionDueOn.description,
        ]
    }
}
