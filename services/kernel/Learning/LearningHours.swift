package import EventSourcing

/// *Jam pelajaran* (JP), whole: 1 JP is 45 minutes.
///
/// A whole number and not minutes, because certificates, rate cards, the 20 JP duty, the 24 JP cap and the exchange with
/// SIASN all count whole JP; sums and comparisons are then exact, and clock time is converted once, at its source.
package struct LearningHours: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    package static let minutesEach = 45
    package static let zero = LearningHours(unchecked: 0)
    /// The longest activity that one record may hold.
    package static let limit = 2_000

    package let count: Int

    /// - Throws: `learning-hours.range` unless 1 to 2 000.
    package init(_ count: Int) throws(RuleViolation) {
        guard (1...Self.limit).contains(count) else {
            throw RuleViolation(rule: "learning-hours.range", detail: "must be 1 to \(Self.limit) whole JP")
        }
        self.count = count
    }

    /// The whole JP in `minutes` of learning; a begun JP does not count.
    package init(minutes: Int) { count = max(0, minutes / Self.minutesEach) }

    private init(unchecked count: Int) { self.count = count }

    package var description: String { "\(count) JP" }

    package static func < (left: Self, right: Self) -> Bool { left.count < right.count }

    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(Int.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }
}
