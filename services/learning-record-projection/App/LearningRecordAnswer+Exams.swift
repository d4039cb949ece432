import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import LearningRecordProjection

/// One attempt at an exam, with its result once that is released.
struct ExamAnswer: Encodable {
    struct ResultAnswer: Encodable {
        /// In hundredths of a per cent.
        let scoreHundredths: Int
        let passPercent: Int
        let passed: Bool
        let releasedAt: Timestamp
        let objectionsUntil: CalendarDate?
        let corrected: Bool
        let correctedAt: Timestamp?
    }

    struct ObjectionAnswer: Encodable {
        let objection: ObjectionID
        let status: ObjectionStatus
        let outcome: ObjectionOutcome?
        let filedAt: Timestamp
        let decisionDueOn: CalendarDate
    }

    let exam: ExamID
    let title: String?
    let attempt: AttemptID
    let number: Int
    let status: ExamAttemptStatus
    let startedAt: Timestamp?
    let endedAt: Timestamp?
    let source: String?
    let result: ResultAnswer?
    let objections: [ObjectionAnswer]

    init(_ exam: ExamAttempt, objections: [PersonObjection]) {
        self.exam = exam.exam
        title = exam.title
        attempt = exam.attempt
        number = exam.number
        status = exam.status
        startedAt = exam.startedAt
        endedAt = exam.endedAt
        source = exam.source
        result = exam.result.map { ResultAnswer($0) }
        self.objections = objections.filter { $0.kind == .examResult && $0.decision.uuid == exam.attempt.uuid }
            .map { ObjectionAnswer($0) }
    }
}

extension ExamAnswer.ResultAnswer {
    init(_ result: ExamResult) {
        self.init(
            scoreHundredths: result.scoreHundredths,
            passPercent: result.passPercent,
            passed: result.passed,
            releasedAt: result.releasedAt,
            objectionsUntil: result.objectionsUntil,
            corrected: result.correctedAt != nil,
            correctedAt: result.correctedAt
        )
    }
}

extension ExamAnswer.ObjectionAnswer {
    init(_ objection: PersonObjection) {
        self.init(
            objection: objection.objection,
            status: objection.status,
            outcome: objection.outcome,
            filedAt: objection.filedAt,
            decisionDueOn: objection.decisionDueOn
        )
    }
}

/// Something that the person is told, with the event behind it.
struct NoticeAnswer: Encodable {
    let at: Timestamp
    let type: String
    /// What happened, in plain Indonesian.
    let sentence: String
    /// What the person can do next.
    let next: String?
    /// Last day of the objection window.
    let until: CalendarDate?
    /// Where the event can be opened, in the service that its type begins with.
    let source: String
    let event: String
}

extension NoticeAnswer {
    /// All that a person is told, newest first.
    static func all(in record: LearningRecord, titles: RecordTitles, at now: Timestamp, elsewhere: IndonesianTimeZone)
        -> [NoticeAnswer]
    {
        let zones = Dictionary(record.exams.compactMap { exam in exam.zone.map { (exam.attempt.uuid, $0) } }) {
            first,
            _ in first
        }
        return record.notices.compactMap { line in
            let setting = Notice.Setting(
                title: titles[line.subject],
                today: (zones[line.stream.id] ?? elsewhere).date(of: now),
                hadCompleted: record.hadCompleted(before: line)
            )
            return Notice(line.event, in: setting).map { NoticeAnswer(line, $0) }
        }
    }

    private init(_ line: TimelineEvent, _ notice: Notice) {
        self.init(
            at: line.occurredAt,
            type: line.event.name.rawValue,
            sentence: notice.sentence,
            next: notice.next,
            until: notice.until,
            source: line.source,
            event: line.id.lowercased
        )
    }
}

extension LearningRecord {
    /// How the same batch ended for the person by the notice before; nil when there is none.
    fileprivate func hadCompleted(before line: TimelineEvent) -> Bool? {
        let earlier = notices.filter { $0.stream == line.stream && $0.version < line.version }
        guard let last = earlier.max(by: { $0.version < $1.version }) else { return nil }
        return last.event.name == .enrolment(.batch(.participantCompleted))
    }
}

extension TimelineEvent {
    /// What the line is about: an entry of the ledger, or whatever the stream is of.
    var subject: UUID {
        guard case .enrolment(.learningHours(let event)) = event else { return stream.id }
        return event.entry.uuid
    }

    /// Path of the event in the service that its type begins with.
    var source: String { "/v1/\(stream.tenant)/events/\(stream.name)/\(version)" }
}

extension LearningHoursEvent {
    /// The line of the ledger that it is about.
    fileprivate var entry: EntryID {
        switch self {
        case .learningHoursRecorded(let fact): fact.entry
        case .learningHoursVerified(let fact): fact.entry
        case .learningHoursCancelled(let fact): fact.entry
        case .learningHoursRecounted(let fact): fact.entry
        }
    }
}
