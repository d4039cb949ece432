import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import ServiceRuntime

// The bodies that the routes of exams take.

struct ScheduleExamRequest: HistoricalRequest {
    /// A question of the bank, at its newest revision.
    struct Question: Decodable, Sendable {
        let question: QuestionID
        let pointsHundredths: Int
    }

    struct Row: Decodable, Sendable {
        let topic: Topic
        let difficulty: Difficulty?
        let count: Int
    }

    let mode: ExamMode
    let title: Title
    let batch: BatchID?
    let programme: ProgrammeID?
    let timeZone: IndonesianTimeZone
    let opensAt: Timestamp
    let closesAt: Timestamp
    let durationMinutes: Int
    let passPercent: Int
    let attemptsAllowed: Int?
    let questions: [Question]?
    let blueprint: [Row]?
    let shufflesQuestions: Bool?
    let shufflesOptions: Bool?
    let markersDifferPercent: Int?
    let objectionWorkingDays: Int?
    let occurredAt: Timestamp?

    func command(_ pool: [PoolQuestion], isBatchCancelled: Bool) -> ExamCommand {
        var exam = ScheduleExam(
            title: title,
            batch: batch,
            programme: programme,
            timeZone: timeZone,
            times: ExamTimes(opensAt: opensAt, closesAt: closesAt, durationMinutes: durationMinutes),
            passPercent: passPercent,
            pool: pool
        )
        exam.isBatchCancelled = isBatchCancelled
        exam.mode = mode
        exam.blueprint = (blueprint ?? []).map {
            BlueprintRow(topic: $0.topic.text, difficulty: $0.difficulty, count: $0.count)
        }
        exam.attemptsAllowed = attemptsAllowed ?? exam.attemptsAllowed
        exam.shufflesQuestions = shufflesQuestions ?? exam.shufflesQuestions
        exam.shufflesOptions = shufflesOptions ?? exam.shufflesOptions
        exam.markersDifferPercent = markersDifferPercent ?? exam.markersDifferPercent
        exam.objectionWorkingDays = objectionWorkingDays ?? exam.objectionWorkingDays
        return .schedule(exam)
    }
}

struct RescheduleExamRequest: HistoricalRequest {
    let opensAt: Timestamp
    let closesAt: Timestamp
    let durationMinutes: Int
    let reason: Explanation
    let occurredAt: Timestamp?

    var times: ExamTimes { ExamTimes(opensAt: opensAt, closesAt: closesAt, durationMinutes: durationMinutes) }
}

struct CancelExamRequest: HistoricalRequest {
    let reason: Explanation
    let occurredAt: Timestamp?
}

struct ReleaseResultsRequest: HistoricalRequest {
    let occurredAt: Timestamp?
}

struct ExtraTimeRequest: Decodable, Sendable {
    let civilServant: CivilServantID
    let percent: Int
    /// Sealed: it may tell about health.
    let basis: Explanation?
}

struct IncidentRequest: Decodable, Sendable {
    let from: Timestamp
    let until: Timestamp
    /// Absent or empty means everybody.
    let candidates: [CivilServantID]?
    let reason: Explanation
}

struct RepairKeyRequest: Decodable, Sendable {
    let question: QuestionID
    let revision: Int
    let treatment: KeyTreatment
    /// Given for a new key, with the ids that the bank gave to options.
    let key: RepairedKey?
    let reason: Explanation
}

/// A key in full; only the fields of the question's kind are given.
struct RepairedKey: Decodable, Sendable {
    let credits: [OptionCredit]?
    let scoring: ChoiceScoring?
    let texts: [AcceptedText]?
    let matchesCase: Bool?
    let numbers: [AcceptedNumber]?
    let pairs: [KeyPair]?
    let order: [String]?
    let explanation: String?

    var key: AnswerKey {
        AnswerKey(
            credits: credits ?? [],
            scoring: scoring ?? .weights,
            texts: texts ?? [],
            matchesCase: matchesCase ?? false,
            numbers: numbers ?? [],
            pairs: pairs ?? [],
            order: order ?? [],
            explanation: explanation
        )
    }
}

struct ExternalResultRequest: HistoricalRequest {
    let civilServant: CivilServantID
    /// The how-manieth attempt; 1 when absent.
    let number: Int?
    /// In hundredths of a per cent.
    let scoreHundredths: Int
    let submittedOn: CalendarDate
    let source: Title
    let occurredAt: Timestamp?
}
