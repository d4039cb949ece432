import AssessmentEvents
import CivilServiceKernel
import EventSourcing

/// What has become of an exam.
package enum ExamStatus: String, Codable, CaseIterable, Sendable {
    case scheduled
    case cancelled
    case released
}

struct ExamChange {
    var scheduled: ExamScheduled?
    var status: ExamStatus?
}

/// How far an attempt has come.
package enum ExamAttemptStatus: String, Codable, CaseIterable, Sendable {
    case open
    case handedIn = "handed-in"
    case timeUp = "time-up"
    /// Closed by a rule by which it counts for nothing.
    case void
    /// Sat elsewhere.
    case external
}

/// New values of an attempt's row; nil leaves a column as it is.
struct ExamAttemptChange {
    /// What an attempt is from its first event on.
    struct Beginning {
        let civilServant: CivilServantID
        let exam: ExamID
        let number: Int
        let passPercent: Int
        let startedAt: Timestamp?
        let source: String?
    }

    /// How far it came; replaces what was there as a whole.
    struct Standing {
        let status: ExamAttemptStatus
        var endedAt: Timestamp?
        var closingReason: ClosingReason?
    }

    /// The result as it stands.
    struct Result {
        let scoreHundredths: Int
        let passed: Bool
        let objectionsUntil: CalendarDate?
    }

    var beginning: Beginning?
    var standing: Standing?
    var result: Result?
    var releasedAt: Timestamp?
    var correctedAt: Timestamp?

    mutating func start(_ fact: AttemptStarted) {
        beginning = Beginning(
            civilServant: fact.civilServant,
            exam: fact.exam,
            number: fact.number,
            passPercent: fact.passPercent,
            startedAt: fact.startedAt,
            source: nil
        )
        standing = Standing(status: .open)
    }

    mutating func close(_ fact: AttemptClosed) {
        let status: ExamAttemptStatus =
            switch fact.reason {
            case .timeUp: .timeUp
            case .examCancelled, .batchCancelled, .candidateLeft: .void
            }
        standing = Standing(status: status, endedAt: fact.closedAt, closingReason: fact.reason)
    }

    mutating func release(_ fact: ResultReleased) {
        result = Result(
            scoreHundredths: fact.scoreHundredths,
            passed: fact.passed,
            objectionsUntil: fact.objectionsUntil
        )
        releasedAt = fact.releasedAt
    }

    mutating func correct(_ fact: ResultCorrected) {
        result = Result(
            scoreHundredths: fact.scoreAfter,
            passed: fact.passedAfter,
            objectionsUntil: fact.objectionsUntil
        )
        correctedAt = fact.correctedAt
    }

    /// A result from elsewhere is known to the person there already: nothing is held back here.
    mutating func record(_ fact: ExternalResultRecorded, at instant: Timestamp) {
        beginning = Beginning(
            civilServant: fact.civilServant,
            exam: fact.exam,
            number: fact.number,
            passPercent: fact.passPercent,
            startedAt: nil,
            source: fact.source
        )
        standing = Standing(status: .external)
        result = Result(scoreHundredths: fact.scoreHundredths, passed: fact.passed, objectionsUntil: nil)
        releasedAt = instant
    }
}

/// How far an objection has come.
package enum ObjectionStatus: String, Codable, CaseIterable, Sendable {
    case filed
    case decided
    case withdrawn
    case final
}

struct ObjectionChange {
    var filed: ObjectionFiled?
    var status: ObjectionStatus?
    var outcome: ObjectionOutcome?
}
