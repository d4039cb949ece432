package import CivilServiceKernel
package import EventSourcing

/// A released result changed; hours, completion and certificates follow, and the person is told.
package struct ResultCorrected: EventPayload {
    /// The exam.
    package let exam: ExamID
    /// The candidate.
    package let civilServant: CivilServantID
    /// The how-manieth attempt.
    package let number: Int
    /// The batch that the exam belongs to.
    package let batch: BatchID?
    /// The programme that the exam concludes.
    package let programme: ProgrammeID?
    /// Why.
    package let cause: CorrectionCause
    /// The repair of the key.
    package let repair: KeyRepairID?
    /// The objection.
    package let objection: ObjectionID?
    /// In hundredths.
    package let pointsBefore: Int
    /// In hundredths.
    package let pointsAfter: Int
    /// In hundredths.
    package let maxBefore: Int
    /// In hundredths.
    package let maxAfter: Int
    /// In hundredths of a per cent.
    package let scoreBefore: Int
    /// In hundredths of a per cent.
    package let scoreAfter: Int
    /// Before.
    package let passedBefore: Bool
    /// Now.
    package let passedAfter: Bool
    /// When.
    package let correctedAt: Timestamp
    /// Last day on which the corrected result may be contested.
    package let objectionsUntil: CalendarDate

    package init(
        exam: ExamID,
        civilServant: CivilServantID,
        number: Int,
        batch: BatchID? = nil,
        programme: ProgrammeID? = nil,
        cause: CorrectionCause,
        repair: KeyRepairID? = nil,
        objection: ObjectionID? = nil,
        pointsBefore: Int,
        pointsAfter: Int,
        maxBefore: Int,
        maxAfter: Int,
        scoreBefore: Int,
        scoreAfter: Int,
        passedBefore: Bool,
        passedAfter: Bool,
        correctedAt: Timestamp,
        objectionsUntil: CalendarDate
    ) {
        self.exam = exam
        self.civilServant = civilServant
        self.number = number
        self.batch = batch
        self.programme = programme
        self.cause = cause
        self.repair = repair
        self.objection = objection
        self.pointsBefore = pointsBefore
        self.pointsAfter = pointsAfter
        self.maxBefore = maxBefore
        self.maxAfter = maxAfter
        self.scoreBefore = scoreBefore
        self.scoreAfter = scoreAfter
        self.passedBefore = passedBefore
        self.passedAfter = passedAfter
        self.correctedAt = correctedAt
        self.objectionsUntil = objectionsUntil
    }
}
