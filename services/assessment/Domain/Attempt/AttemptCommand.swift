package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// What may be asked of an attempt.
///
/// `at` is when it happens, by the server's clock. No rule knows another clock.
package enum AttemptCommand: Sendable, Equatable {
    case start(StartAttempt)
    /// The candidate opens the attempt again, here or elsewhere; the session before may no longer answer.
    case openSession(ExamSessionID, at: Timestamp)
    case save(SaveAnswer)
    /// The candidate hands in from the active session.
    case submit(ExamSessionID, at: Timestamp, hash: ContentHash)
    /// A timer asks this when the time should be up.
    case closeIfDue(at: Timestamp, hash: ContentHash)
    /// The exam or the batch was cancelled, or the candidate left: the attempt counts for nothing.
    case void(ClosingReason, at: Timestamp, hash: ContentHash)
    /// The supervisor gives more time.
    case grantTime(minutes: Int, by: CivilServantID, reason: Explanation, at: Timestamp)
    case pause(PauseReason, by: CivilServantID, at: Timestamp)
    case resume(at: Timestamp)
    /// The time of an incident of the whole exam or of this candidate is given back.
    case countIncident(IncidentID, from: Timestamp, until: Timestamp, at: Timestamp)
    case mark(MarkAttempt)
    case enterEssayMark(EssayID, question: QuestionID, pointsHundredths: Int)
    case release(at: Timestamp, objectionsUntil: CalendarDate)
    /// A key was repaired: applied to everybody who had the question.
    case remark(RemarkAttempt)
    /// An objection was upheld.
    case adjust(AdjustMarks)
    /// A result from elsewhere, such as a register of the past.
    case recordExternal(RecordExternalResult)
}

/// Begins an attempt.
package struct StartAttempt: Sendable, Equatable {
    package var exam: ExamOffer
    package var civilServant: CivilServantID
    /// The how-manieth attempt, from 1.
    package var number: Int
    /// Whether the person has a seat in the exam's batch; true for an exam without a batch.
    package var isEntitled: Bool
    package var seed: UInt64
    package var session: ExamSessionID
    package var at: Timestamp

    package init(
        exam: ExamOffer,
        civilServant: CivilServantID,
        number: Int = 1,
        isEntitled: Bool,
        seed: UInt64,
        session: ExamSessionID,
        at: Timestamp
    ) {
        self.exam = exam
        self.civilServant = civilServant
        self.number = number
        self.isEntitled = isEntitled
        self.seed = seed
        self.session = session
        self.at = at
    }
}

/// What an attempt takes over from its exam.
package struct ExamOffer: Sendable, Equatable {
    package let exam: ExamID
    package let rules: ExamScheduled
    package let times: ExamTimes
    package let extraPercent: [CivilServantID: Int]
    package let isCancelled: Bool

    /// Nil before the exam is scheduled.
    package init?(_ id: ExamID, of exam: Exam) {
        guard let rules = exam.rules, let times = exam.times else { return nil }
        self.exam = id
        self.rules = rules
        self.times = times
        extraPercent = exam.extraPercent
        isCancelled = exam.phase == .cancelled
    }
}

/// An answer on its way from a session.
package struct SaveAnswer: Sendable, Equatable {
    package var question: QuestionID
    package var answer: AnswerInput
    package var session: ExamSessionID
    /// The session counts its answers, so that one that is sent again is known again.
    package var clientNumber: Int
    package var at: Timestamp

    package init(
        _ question: QuestionID,
        _ answer: AnswerInput,
        session: ExamSessionID,
        clientNumber: Int,
        at: Timestamp
    ) {
        self.question = question
        self.answer = answer
        self.session = session
        self.clientNumber = clientNumber
        self.at = at
    }
}

/// A result from elsewhere.
package struct RecordExternalResult: Sendable, Equatable {
    package var exam: ExamOffer
    package var civilServant: CivilServantID
    package var number: Int
    /// In hundredths of a per cent.
    package var scoreHundredths: Int
    package var submittedOn: CalendarDate
    package var source: Title

    package init(
        exam: ExamOffer,
        civilServant: CivilServantID,
        number: Int = 1,
        scoreHundredths: Int,
        submittedOn: CalendarDate,
        source: Title
    ) {
        self.exam = exam
        self.civilServant = civilServant
        self.number = number
        self.scoreHundredths = scoreHundredths
        self.submittedOn = submittedOn
        self.source = source
    }
}

/// A hash function that the edge brings along; pure, and known by its name.
package struct ContentHash: Sendable, Equatable {
    /// First part of the digest: `sha-256`.
    package let name: String
    private let compute: @Sendable ([UInt8]) -> [UInt8]

    package init(name: String, compute: @escaping @Sendable ([UInt8]) -> [UInt8]) {
        self.name = name
        self.compute = compute
    }

    /// `<name>:<hexadecimal>`.
    package func digest(of bytes: [UInt8]) -> String {
        let digits = compute(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return "\(name):\(digits.joined())"
    }

    package static func == (left: Self, right: Self) -> Bool { left.name == right.name }
}
