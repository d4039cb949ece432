import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import Testing

extension LearningRecordStory {
    var exam: ExamID { ExamID(uuid(40)) }
    var attempt: AttemptID { AttemptID(uuid(41)) }
    var objection: ObjectionID { ObjectionID(uuid(42)) }
    var question: QuestionID { QuestionID(uuid(43)) }
    var reviewer: CivilServantID { CivilServantID(uuid(44)) }
    /// An attempt at an exam that is cancelled while it is sat.
    var voided: AttemptID { AttemptID(uuid(45)) }
    /// A result from elsewhere.
    var external: AttemptID { AttemptID(uuid(46)) }

    /// The completed story, and an exam that was failed, corrected by a repaired key, and contested; another that was
    /// cancelled; and a result from elsewhere.
    static func examined() throws -> LearningRecordStory {
        var story = try completed()
        try story.schedule(story.exam, title: "Ujian Akhir", mode: .online)
        try story.sit(story.attempt, of: story.exam, hour: 40)
        try story.release(hour: 50)
        try story.contest(hour: 60)
        try story.correct(hour: 70)
        try story.cancelAnother(hour: 80)
        try story.recordExternal(hour: 90)
        return story
    }

    mutating func schedule(_ exam: ExamID, title: String, mode: ExamMode) throws {
        let scheduled = ExamScheduled(
            mode: mode,
            title: title,
            batch: batch,
            programme: programme,
            timeZone: .makassar,
            opensAt: start,
            closesAt: start.advanced(by: .seconds(86_400)),
            durationMinutes: 90,
            passPercent: 70,
            attemptsAllowed: 2,
            pool: [],
            blueprint: [],
            shufflesQuestions: false,
            shufflesOptions: false,
            markersDifferPercent: 20,
            objectionWorkingDays: 5,
            rule: "test.1"
        )
        try add(.exam(.examScheduled(scheduled)), to: AssessmentStream.exam(exam, of: tenant), hoursLater: 35)
    }

    /// Started, answered and handed in; then marked, which nobody may see yet.
    mutating func sit(_ attempt: AttemptID, of exam: ExamID, hour: Int) throws {
        let stream = AssessmentStream.attempt(attempt, of: tenant)
        try add(.attempt(.attemptStarted(started(exam, hour))), to: stream, hoursLater: hour)
        let saved = AnswerSaved(
            receipt: 1,
            question: question,
            session: ExamSessionID(uuid(47)),
            clientNumber: 1,
            savedAt: start,
            answer: GivenAnswer(options: ["a"], pairs: [])
        )
        try add(.attempt(.answerSaved(saved)), to: stream, hoursLater: hour)
        let submitted = AttemptSubmitted(submittedAt: at(hour + 1), answered: 1, lastReceipt: 1, digest: "d")
        try add(.attempt(.attemptSubmitted(submitted)), to: stream, hoursLater: hour + 1)
        let mark = ItemMark(question: question, revision: 1, answered: true, pointsHundredths: 0, maxHundredths: 100)
        let marked = AttemptMarked(marks: [mark], pendingEssays: [], rule: "test.1")
        try add(.attempt(.attemptMarked(marked)), to: stream, hoursLater: hour + 2)
        let determined = ResultDetermined(
            pointsHundredths: 4_000,
            maxHundredths: 10_000,
            scoreHundredths: 4_005,
            passed: false,
            rule: "test.1"
        )
        try add(.attempt(.resultDetermined(determined)), to: stream, hoursLater: hour + 2)
    }

    private func started(_ exam: ExamID, _ hour: Int) -> AttemptStarted {
        AttemptStarted(
            exam: exam,
            civilServant: person,
            number: 1,
            batch: batch,
            programme: programme,
            timeZone: .makassar,
            seed: "0000000000000001",
            paper: [],
            startedAt: at(hour),
            durationMinutes: 90,
            closesAt: at(hour + 3),
            extraMinutes: 0,
            passPercent: 70,
            rule: "test.1",
            deadline: at(hour + 2),
            session: ExamSessionID(uuid(47))
        )
    }

    /// Failed with 40,05; the last day to contest it is 9 March.
    mutating func release(hour: Int) throws {
        let until = try #require(CalendarDate("2026-03-09"))
        let released = ExamResultsReleased(releasedAt: at(hour), objectionsUntil: until)
        try add(
            .exam(.examResultsReleased(released)),
            to: AssessmentStream.exam(exam, of: tenant),
            hoursLater: hour
        )
        let result = ResultReleased(
            exam: exam,
            civilServant: person,
            number: 1,
            batch: batch,
            programme: programme,
            pointsHundredths: 4_000,
            maxHundredths: 10_000,
            scoreHundredths: 4_005,
            passed: false,
            passPercent: 70,
            rule: "test.1",
            releasedAt: at(hour),
            objectionsUntil: until
        )
        try add(
            .attempt(.resultReleased(result)),
            to: AssessmentStream.attempt(attempt, of: tenant),
            hoursLater: hour
        )
    }

    mutating func contest(hour: Int) throws {
        let stream = AssessmentStream.objection(objection, of: tenant)
        let filed = ObjectionFiled(
            kind: .examResult,
            decision: ContestedDecisionID(attempt.uuid),
            question: question,
            objector: person,
            deciders: [],
            grounds: SealedField(subject: person, ciphertext: "YWxhc2Fu"),
            filedAt: at(hour),
            lastFilingDay: try #require(CalendarDate("2026-03-09")),
            hearingDueOn: try #require(CalendarDate("2026-03-11")),
            decisionDueOn: try #require(CalendarDate("2026-03-18")),
            timeZone: .makassar,
            rule: "test.1"
        )
        try add(.objection(.objectionFiled(filed)), to: stream, hoursLater: hour)
        let decided = ObjectionDecided(
            kind: .examResult,
            decision: ContestedDecisionID(attempt.uuid),
            question: question,
            objector: person,
            reviewer: reviewer,
            outcome: .upheld,
            reasons: SealedField(subject: person, ciphertext: "dXB1c2Fu"),
            needsRecalculation: true,
            decidedAt: at(hour + 1),
            late: false
        )
        try add(.objection(.objectionDecided(decided)), to: stream, hoursLater: hour + 1)
        let final = ObjectionBecameFinal(outcome: .upheld, finalAt: at(hour + 2))
        try add(.objection(.objectionBecameFinal(final)), to: stream, hoursLater: hour + 2)
    }

    /// Passed with 73,33 since an objection was upheld.
    mutating func correct(hour: Int) throws {
        let corrected = ResultCorrected(
            exam: exam,
            civilServant: person,
            number: 1,
            batch: batch,
            programme: programme,
            cause: .objection,
            objection: objection,
            pointsBefore: 4_000,
            pointsAfter: 7_333,
            maxBefore: 10_000,
            maxAfter: 10_000,
            scoreBefore: 4_005,
            scoreAfter: 7_333,
            passedBefore: false,
            passedAfter: true,
            correctedAt: at(hour),
            objectionsUntil: try #require(CalendarDate("2026-03-12"))
        )
        try add(
            .attempt(.resultCorrected(corrected)),
            to: AssessmentStream.attempt(attempt, of: tenant),
            hoursLater: hour
        )
    }

    mutating func cancelAnother(hour: Int) throws {
        let other = ExamID(uuid(48))
        try schedule(other, title: "Ujian Susulan", mode: .online)
        let stream = AssessmentStream.attempt(voided, of: tenant)
        try add(.attempt(.attemptStarted(started(other, hour))), to: stream, hoursLater: hour)
        let cancelled = ExamCancelled(reason: "Soal bocor")
        try add(.exam(.examCancelled(cancelled)), to: AssessmentStream.exam(other, of: tenant), hoursLater: hour)
        let closed = AttemptClosed(
            closedAt: at(hour + 1),
            reason: .examCancelled,
            answered: 0,
            lastReceipt: 0,
            digest: "d"
        )
        try add(.attempt(.attemptClosed(closed)), to: stream, hoursLater: hour + 1)
    }

    mutating func recordExternal(hour: Int) throws {
        let elsewhere = ExamID(uuid(49))
        try schedule(elsewhere, title: "TMA 01", mode: .external)
        let result = ExternalResultRecorded(
            exam: elsewhere,
            civilServant: person,
            number: 1,
            scoreHundredths: 8_200,
            passPercent: 40,
            passed: true,
            submittedOn: day,
            source: "Universitas Terbuka"
        )
        try add(
            .attempt(.externalResultRecorded(result)),
            to: AssessmentStream.attempt(external, of: tenant),
            hoursLater: hour
        )
    }

    func at(_ hour: Int) -> Timestamp { start.advanced(by: .seconds(3_600 * hour)) }
}
