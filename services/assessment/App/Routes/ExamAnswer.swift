import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// One exam as its own history tells it; has no key, and for candidates no pool either.
struct ExamAnswer: Encodable {
    struct Repair: Encodable {
        let repair: KeyRepairID
        let question: QuestionID
        let revision: Int
        let treatment: KeyTreatment
        let reason: String
    }

    struct ExtraTime: Encodable {
        let civilServant: CivilServantID
        let percent: Int
    }

    let id: ExamID
    let version: Int64
    let status: Exam.Phase
    let isReleased: Bool
    let mode: ExamMode
    let title: String
    let batch: BatchID?
    let programme: ProgrammeID?
    let timeZone: IndonesianTimeZone
    let opensAt: Timestamp
    let closesAt: Timestamp
    let durationMinutes: Int
    let passPercent: Int
    let attemptsAllowed: Int
    let objectionWorkingDays: Int
    let objectionsUntil: CalendarDate?
    /// The reader's own extra time.
    let extraPercent: Int?
    /// The reader's own attempts.
    let attempts: [OwnAttempt]?
    let questions: [PoolQuestion]?
    let blueprint: [BlueprintRow]?
    let extraTimes: [ExtraTime]?
    let incidents: [ExamIncidentDeclared]?
    let repairs: [Repair]?

    /// - `organisersView`: with what only those may see who hold the exam.
    init(_ exam: ScheduledExam, organisersView: Bool, person: CivilServantID?, attempts: [OwnAttempt]?) {
        let (state, rules) = (exam.state, exam.rules)
        id = exam.id
        version = exam.version
        status = state.phase
        isReleased = state.phase == .released
        mode = rules.mode
        title = rules.title
        batch = rules.batch
        programme = rules.programme
        timeZone = rules.timeZone
        opensAt = exam.times.opensAt
        closesAt = exam.times.closesAt
        durationMinutes = exam.times.durationMinutes
        passPercent = rules.passPercent
        attemptsAllowed = rules.attemptsAllowed
        objectionWorkingDays = rules.objectionWorkingDays
        objectionsUntil = state.objectionsUntil
        extraPercent = person.flatMap { state.extraPercent[$0] }
        self.attempts = attempts
        questions = organisersView ? rules.pool : nil
        blueprint = organisersView ? rules.blueprint : nil
        incidents = organisersView ? state.incidents : nil
        let extra = state.extraPercent.sorted { $0.key < $1.key }
        extraTimes = organisersView ? extra.map { ExtraTime(civilServant: $0.key, percent: $0.value) } : nil
        let repaired = state.repairs.values.sorted { $0.question < $1.question }
        repairs =
            organisersView || isReleased
            ? repaired.map {
                Repair(
                    repair: $0.repair,
                    question: $0.question,
                    revision: $0.revision,
                    treatment: $0.treatment,
                    reason: $0.reason
                )
            } : nil
    }
}

/// A candidate's own attempt, as the exam names it.
struct OwnAttempt: Encodable {
    let attempt: AttemptID
    let number: Int
    let state: Attempt.Phase
    let deadline: Timestamp?
    let isReleased: Bool

    init(_ id: AttemptID, _ state: Attempt) {
        attempt = id
        number = state.start?.number ?? state.external?.number ?? 1
        self.state = state.phase
        deadline = state.phase == .open ? state.clock?.deadline : nil
        isReleased = state.marking.releasedAt != nil || state.external != nil
    }
}
