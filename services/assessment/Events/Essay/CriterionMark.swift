/// Points for one line of the rubric.
package struct CriterionMark: Codable, Sendable, Equatable {
    /// Name of the line.
    package let criterion: String
    /// Points given.
    package let pointsHundredths: Int

    package init(criterion: String, pointsHundredths: Int) {
        self.criterion = criterion
        self.pointsHundredths = pointsHundredths
    }
}
