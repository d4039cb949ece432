/// How many questions of a topic every paper has (*kisi-kisi*).
package struct BlueprintRow: Codable, Sendable, Equatable {
    /// Topic.
    package let topic: String
    /// Absent means any.
    package let difficulty: Difficulty?
    /// Number of questions.
    package let count: Int

    package init(topic: String, difficulty: Difficulty? = nil, count: Int) {
        self.topic = topic
        self.difficulty = difficulty
        self.count = count
    }
}
