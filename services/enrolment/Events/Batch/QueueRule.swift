/// How a place in the queue is given.
package enum QueueRule: String, Codable, CaseIterable, Sendable {
    /// In front of those who had more learning hours when they joined.
    case fewestLearningHoursFirst = "fewest-learning-hours-first"
    case firstComeFirstServed = "first-come-first-served"
}
