package import CivilServiceKernel
package import EventSourcing

/// A candidate began an exam: paper and clock are fixed from here on, on the server.
package struct AttemptStarted: EventPayload {
    /// The exam.
    package let exam: ExamID
    /// The candidate.
    package let civilServant: CivilServantID
    /// The how-manieth attempt of this person, from 1.
    package let number: Int
    /// The batch that the exam belongs to.
    package let batch: BatchID?
    /// The programme that the exam concludes.
    package let programme: ProgrammeID?
    /// IANA zone in which times are shown.
    package let timeZone: IndonesianTimeZone
    /// From which the paper was drawn, 16 hexadecimal digits.
    package let seed: String
    /// The questions in the candidate's order.
    package let paper: [PaperItem]
    /// When the clock began.
    package let startedAt: Timestamp
    /// Standard time.
    package let durationMinutes: Int
    /// Ends the standard time of whoever started late.
    package let closesAt: Timestamp
    /// From the accommodation profile; added after everything else.
    package let extraMinutes: Int
    /// Share of the points from which it is passed.
    package let passPercent: Int
    /// Name and version of the rule by which results are computed.
    package let rule: String
    /// When the time is up as things stand.
    package let deadline: Timestamp
    /// The first session.
    package let session: ExamSessionID

    package init(
        exam: ExamID,
        civilServant: CivilServantID,
        number: Int,
        batch: BatchID? = nil,
        programme: ProgrammeID? = nil,
        timeZone: IndonesianTimeZone,
        seed: String,
        paper: [PaperItem],
        startedAt: Timestamp,
        durationMinutes: Int,
        closesAt: Timestamp,
        extraMinutes: Int,
        passPercent: Int,
        rule: String,
        deadline: Timestamp,
        session: ExamSessionID
    ) {
        self.exam = exam
        self.civilServant = civilServant
        self.number = number
        self.batch = batch
        self.programme = programme
        self.timeZone = timeZone
        self.seed = seed
        self.paper = paper
        self.startedAt = startedAt
        self.durationMinutes = durationMinutes
        self.closesAt = closesAt
        self.extraMinutes = extraMinutes
        self.passPercent = passPercent
        self.rule = rule
        self.deadline = deadline
        self.session = session
    }
}
