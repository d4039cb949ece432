/// What one module teaches, tied to a competence and its level.
package struct LearningOutcome: Codable, Sendable, Equatable {
    /// Number of the module.
    package let module: Int
    /// What the participant can do afterwards.
    package let text: String
    /// Code of the competence.
    package let competence: String
    /// Level of the competence, 1 to 5.
    package let level: Int

    package init(module: Int, text: String, competence: String, level: Int) {
        self.module = module
        self.text = text
        self.competence = competence
        self.level = level
    }
}
