import EventSourcing

/// Every question is marked: the result stands, not yet released.
package struct ResultDetermined: EventPayload {
    /// Points given.
    package let pointsHundredths: Int
    /// Points to be had.
    package let maxHundredths: Int
    /// Share of the points in hundredths of a per cent, rounded half up.
    package let scoreHundredths: Int
    /// Decided on the exact points, before rounding.
    package let passed: Bool
    /// Name and version of the rule.
    package let rule: String

    package init(pointsHundredths: Int, maxHundredths: Int, scoreHundredths: Int, passed: Bool, rule: String) {
        self.pointsHundredths = pointsHundredths
        self.maxHundredths = maxHundredths
        self.scoreHundredths = scoreHundredths
        self.passed = passed
        self.rule = rule
    }
}
