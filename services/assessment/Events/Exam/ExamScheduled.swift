package import CivilServiceKernel
package import EventSourcing

/// An exam was scheduled with the rules under which it is sat and marked.
package struct ExamScheduled: EventPayload {
    /// Here or elsewhere.
    package let mode: ExamMode
    /// Title.
    package let title: String
    /// The batch whose participants sit it; absent for a stand-alone exam.
    package let batch: BatchID?
    /// The programme that it concludes.
    package let programme: ProgrammeID?
    /// IANA zone in which its times are shown.
    package let timeZone: IndonesianTimeZone
    /// From when on it may be started.
    package let opensAt: Timestamp
    /// Until when it may be started; also ends the standard time of whoever starts late.
    package let closesAt: Timestamp
    /// Standard time.
    package let durationMinutes: Int
    /// Share of the points from which it is passed.
    package let passPercent: Int
    /// How often one person may sit it.
    package let attemptsAllowed: Int
    /// What papers are drawn from; empty for an exam elsewhere.
    package let pool: [PoolQuestion]
    /// What every paper holds; empty means the whole pool.
    package let blueprint: [BlueprintRow]
    /// Whether each candidate has another order of questions.
    package let shufflesQuestions: Bool
    /// Whether each candidate has another order of options.
    package let shufflesOptions: Bool
    /// Two markers may differ by at most this share of an essay's points; beyond it a third decides.
    package let markersDifferPercent: Int
    /// Working days after the release in which results may be contested.
    package let objectionWorkingDays: Int
    /// Name and version of the rule by which results are computed.
    package let rule: String

    package init(
        mode: ExamMode,
        title: String,
        batch: BatchID? = nil,
        programme: ProgrammeID? = nil,
        timeZone: IndonesianTimeZone,
        opensAt: Timestamp,
        closesAt: Timestamp,
        durationMinutes: Int,
        passPercent: Int,
        attemptsAllowed: Int,
        pool: [PoolQuestion],
        blueprint: [BlueprintRow],
        shufflesQuestions: Bool,
        shufflesOptions: Bool,
        markersDifferPercent: Int,
        objectionWorkingDays: Int,
        rule: String
    ) {
        self.mode = mode
        self.title = title
        self.batch = batch
        self.programme = programme
        self.timeZone = timeZone
        self.opensAt = opensAt
        self.closesAt = closesAt
        self.durationMinutes = durationMinutes
        self.passPercent = passPercent
        self.attemptsAllowed = attemptsAllowed
        self.pool = pool
        self.blueprint = blueprint
        self.shufflesQuestions = shufflesQuestions
        self.shufflesOptions = shufflesOptions
        self.markersDifferPercent = markersDifferPercent
        self.objectionWorkingDays = objectionWorkingDays
        self.rule = rule
    }
}
