/// One part of a curriculum.
package struct CurriculumModule: Codable, Sendable, Equatable {
    /// Place in the curriculum, from 1.
    package let number: Int
    /// Title.
    package let title: String
    /// Learning hours (JP) of it.
    package let learningHours: Int

    package init(number: Int, title: String, learningHours: Int) {
        self.number = number
        self.title = title
        self.learningHours = learningHours
    }
}
