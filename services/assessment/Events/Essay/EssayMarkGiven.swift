package import CivilServiceKernel
package import EventSourcing

/// A marker gave a mark; it stands, and the other marker does not see it.
package struct EssayMarkGiven: EventPayload {
    /// Who.
    package let marker: CivilServantID
    /// Points for each line of the rubric.
    package let criteria: [CriterionMark]
    /// Their sum.
    package let pointsHundredths: Int
    /// Why, sealed with the candidate's key.
    package let note: SealedField?

    package init(marker: CivilServantID, criteria: [CriterionMark], pointsHundredths: Int, note: SealedField? = nil) {
        self.marker = marker
        self.criteria = criteria
        self.pointsHundredths = pointsHundredths
        self.note = note
    }
}
