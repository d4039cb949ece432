import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// What the assessment service's own view has to say, by the verifier's own understanding of the events.
struct AssessmentViewFold: ReadModelFold {
    static let tables = [
        TableShape(
            name: "questions",
            owner: "question_id",
            values: [
                .open("revision"), .open("code"), .open("kind"), .open("topic"), .open("difficulty"), .open("status"),
            ]
        ),
        TableShape(
            name: "exams",
            owner: "exam_id",
            values: [
                .open("mode"), .closed("title"), .open("batch_id"), .open("programme_id"), .time("opens_at"),
                .time("closes_at"), .open("status"),
            ]
        ),
        TableShape(
            name: "attempts",
            owner: "attempt_id",
            values: [
                .open("exam_id"), .open("civil_servant_id"), .open("number"), .open("status"), .time("due_at"),
                .closed("score_hundredths"), .closed("passed"), .open("is_released"),
            ]
        ),
        TableShape(
            name: "essays",
            owner: "essay_id",
            values: [.open("exam_id"), .open("attempt_id"), .open("question_id"), .open("status")]
        ),
        TableShape(
            name: "essay_tasks",
            owner: "essay_id",
            key: [.open("civil_servant_id")],
            values: [.open("role"), .open("is_active"), .open("is_done")]
        ),
        TableShape(
            name: "objections",
            owner: "objection_id",
            values: [
                .open("kind"), .open("decision_id"), .open("objector_id"), .open("reviewer_id"), .open("status"),
                .open("outcome"), .open("hearing_due_on"), .open("decision_due_on"),
            ]
        ),
    ]

    /// Streams of one id can be several tenants', though ids are random.
    private var tenants: [TenantID: Streams] = [:]

    init() {}

    mutating func fold(_ event: ContextEvent, _ envelope: EventEnvelope) {
        switch event {
        case .enrolment: break
        case .assessment(let event): tenants[envelope.tenant, default: Streams()].fold(event)
        }
    }

    func rows() -> [ExpectedRow] { tenants.flatMap { $0.value.rows(of: $0.key.name) } }

    /// What comes from one tenant's streams of one id.
    struct Streams: Sendable {
        var question: Question?
        var exam: Exam?
        var attempt: Attempt?
        var essay: Essay?
        var objection: Objection?
    }

    /// Its row's values but the status are made when it is added or revised.
    struct Question: Sendable {
        var content: [String?]
        var status = "offered"
    }

    struct Exam: Sendable {
        let scheduled: ExamScheduled
        var opensAt: Timestamp
        var closesAt: Timestamp
        var status = "scheduled"
    }

    struct Attempt: Sendable {
        /// Exam, candidate and the how-manieth.
        let identity: [String?]
        var status: String
        /// Nil while the clock stands still, and when it is over.
        var dueAt: Timestamp?
        var score: Int?
        var passed: Bool?
        var isReleased = false
    }

    struct Essay: Sendable {
        let opened: EssayOpened
        var status = "opened"
        var tasks: [CivilServantID: Task] = [:]
    }

    struct Task: Sendable {
        let role: String
        var isActive = true
        var isDone = false
    }

    struct Objection: Sendable {
        let filed: ObjectionFiled
        var reviewer: CivilServantID?
        var status = "filed"
        var outcome: String?
    }
}
