import EventSourcing

/// Two markers differ by more than is allowed: a third person decides.
package struct MarksDiverged: EventPayload {
    /// By how much.
    package let differenceHundredths: Int
    /// How much is allowed.
    package let toleranceHundredths: Int

    package init(differenceHundredths: Int, toleranceHundredths: Int) {
        self.differenceHundredths = differenceHundredths
        self.toleranceHundredths = toleranceHundredths
    }
}
