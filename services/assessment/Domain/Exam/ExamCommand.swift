package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// What may be asked of an exam; examination organisers ask it.
package enum ExamCommand: Sendable, Equatable {
    case schedule(ScheduleExam)
    case reschedule(ExamTimes, reason: Explanation)
    case cancel(reason: Explanation)
    /// From a candidate's accommodation profile; 0 takes it back.
    case arrangeExtraTime(CivilServantID, percent: Int, basis: SealedField?)
    case declareIncident(DeclareIncident, at: Timestamp)
    case repairKey(RepairKey)
    /// Opens the objection window; `calendar` is the tenant's.
    case releaseResults(at: Timestamp, calendar: WorkingDayCalendar)
}

/// An exam with the rules under which it is sat and marked.
package struct ScheduleExam: Sendable, Equatable {
    package var mode = ExamMode.online
    package var title: Title
    package var batch: BatchID?
    /// Whether the batch is known to be cancelled.
    package var isBatchCancelled = false
    package var programme: ProgrammeID?
    package var timeZone: IndonesianTimeZone
    package var times: ExamTimes
    package var passPercent: Int
    package var attemptsAllowed = 1
    package var pool: [PoolQuestion]
    package var blueprint: [BlueprintRow] = []
    package var shufflesQuestions = true
    package var shufflesOptions = true
    package var markersDifferPercent = 15
    package var objectionWorkingDays = 14

    package init(
        title: Title,
        batch: BatchID? = nil,
        programme: ProgrammeID? = nil,
        timeZone: IndonesianTimeZone,
        times: ExamTimes,
        passPercent: Int,
        pool: [PoolQuestion]
    ) {
        self.title = title
        self.batch = batch
        self.programme = programme
        self.timeZone = timeZone
        self.times = times
        self.passPercent = passPercent
        self.pool = pool
    }
}

extension PoolQuestion {
    /// A question of the bank at its newest revision; nil when it has none.
    package init?(_ id: QuestionID, of question: Question, pointsHundredths: Int) {
        guard let content = question.current?.content, question.phase == .offered else { return nil }
        self.init(
            question: id,
            revision: question.revisions.count,
            kind: content.kind,
            topic: content.topic,
            difficulty: content.difficulty,
            pointsHundredths: pointsHundredths,
            options: content.options.map(\.id),
            targets: content.targets.map(\.id)
        )
    }
}

/// Something kept candidates from working.
package struct DeclareIncident: Sendable, Equatable {
    package var incident: IncidentID
    package var from: Timestamp
    package var until: Timestamp
    /// Empty means everybody.
    package var candidates: [CivilServantID]
    package var reason: Explanation

    package init(
        incident: IncidentID,
        from: Timestamp,
        until: Timestamp,
        candidates: [CivilServantID] = [],
        reason: Explanation
    ) {
        self.incident = incident
        self.from = from
        self.until = until
        self.candidates = candidates
        self.reason = reason
    }
}

/// A wrong key and what is done about it.
package struct RepairKey: Sendable, Equatable {
    package var repair: KeyRepairID
    package var question: QuestionID
    package var revision: Int
    package var treatment: KeyTreatment
    /// The right key with the content that it must fit; given for a new key only.
    package var proposal: QuestionProposal?
    package var decidedBy: CivilServantID
    package var reason: Explanation

    package init(
        repair: KeyRepairID,
        question: QuestionID,
        revision: Int,
        treatment: KeyTreatment,
        proposal: QuestionProposal? = nil,
        decidedBy: CivilServantID,
        reason: Explanation
    ) {
        self.repair = repair
        self.question = question
        self.revision = revision
        self.treatment = treatment
        self.proposal = proposal
        self.decidedBy = decidedBy
        self.reason = reason
    }
}
