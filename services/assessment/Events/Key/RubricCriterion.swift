/// One line of the rubric by which an essay is marked.
package struct RubricCriterion: Codable, Sendable, Equatable {
    /// What is looked at.
    package let name: String
    /// What deserves how many points.
    package let guide: String?
    /// Its share of the essay's points, relative to the other lines.
    package let weight: Int

    package init(name: String, guide: String? = nil, weight: Int) {
        self.name = name
        self.guide = guide
        self.weight = weight
    }
}
