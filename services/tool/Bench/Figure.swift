/// How far a figure should get.
enum Goal: Equatable, Sendable {
    /// Value divided by reference, at least.
    case atLeast(Double)
    /// Value divided by reference, at most.
    case atMost(Double)
    /// The value itself, in the figure's unit.
    case valueAtMost(Double)
    /// Only reported.
    case none

    /// Nil when there is nothing to reach, or nothing to compare with.
    func isMet(value: Double, ratio: Double?) -> Bool? {
        switch self {
        case .atLeast(let floor): ratio.map { $0 >= floor }
        case .atMost(let ceiling): ratio.map { $0 <= ceiling }
        case .valueAtMost(let ceiling): value <= ceiling
        case .none: nil
        }
    }
}

/// One line of the benchmark's table.
struct FigureLine: Equatable, Sendable {
    /// As `--only` and the JSON say it: lower case and hyphens.
    let name: String
    /// What the value and the reference are counted in.
    let unit: String
    let goal: Goal
    /// What is measured, and what the reference is.
    let meaning: String
}

/// One measurement of one line.
struct Reading: Equatable, Sendable {
    let value: Double
    /// Measured beside the value; nil when there is nothing to compare with.
    var reference: Double?
    /// Where the time went, in a few words.
    var note: String?
}

/// Something that is measured: one line of the table, or several that one measurement gives.
///
/// A value of the type is what all its rounds share, such as a filled store. To add a figure, write such a type and
/// put it into ``Figures/all``.
protocol Figure: Sendable {
    /// Its lines, in the order of the readings.
    static var lines: [FigureLine] { get }

    /// More rounds than this are not measured, however many are asked for: of a figure that takes minutes and is
    /// compared with itself, one is enough.
    static var mostRounds: Int { get }

    /// Makes what the rounds share, and warms it up.
    static func prepare(on ground: BenchGround) async throws -> Self

    /// One round: the value, then its reference beside it; one reading for each line.
    func measure() async throws -> [Reading]

    /// Gives back what `prepare` took; databases, topics and processes go with the ground.
    func finish() async
}

extension Figure {
    static var mostRounds: Int { 99 }
    func finish() async {}
}
