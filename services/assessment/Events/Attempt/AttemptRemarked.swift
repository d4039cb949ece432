package import EventSourcing

/// An attempt was marked again; recorded also when nothing changed for this candidate.
package struct AttemptRemarked: EventPayload {
    /// Why.
    package let cause: CorrectionCause
    /// The repair of the key.
    package let repair: KeyRepairID?
    /// The objection.
    package let objection: ObjectionID?
    /// What changed; empty when nothing did.
    package let changes: [MarkChange]
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
    package let remarkedAt: Timestamp

    package init(
        cause: CorrectionCause,
        repair: KeyRepairID? = nil,
        objection: ObjectionID? = nil,
        changes: [MarkChange],
        pointsBefore: Int,
        pointsAfter: Int,
        maxBefore: Int,
        maxAfter: Int,
        scoreBefore: Int,
        scoreAfter: Int,
        passedBefore: Bool,
        passedAfter: Bool,
        remarkedAt: Timestamp
    ) {
        self.cause = cause
        self.repair = repair
        self.objection = objection
        self.changes = changes
        self.pointsBefore = pointsBefore
        self.pointsAfter = pointsAfter
        self.maxBefore = maxBefore
        self.maxAfter = maxAfter
        self.scoreBefore = scoreBefore
        self.scoreAfter = scoreAfter
        self.passedBefore = passedBefore
        self.passedAfter = passedAfter
        self.remarkedAt = remarkedAt
    }
}
