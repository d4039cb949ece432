/// Steps of a local projection over events that concern nobody: they are known here and written down a little later,
/// many at once, or together with what comes to be applied.
///
/// A process that ends before only looks at the same events again.
struct UnwrittenSteps {
    private let interval: Duration
    private var steps: [SourceLane: LaneAdvance] = [:]
    /// When they have to be written.
    private var due: ContinuousClock.Instant?

    init(interval: Duration) { self.interval = interval }

    var isEmpty: Bool { steps.isEmpty }

    var isDue: Bool { due.map { $0 <= .now } ?? false }

    /// Goes on from where the lanes were left.
    mutating func add(_ advances: [SourceLane: LaneAdvance]) {
        if due == nil, !advances.isEmpty { due = .now + interval }
        steps.merge(advances) { first, next in
            var step = first
            step.to = next.to
            step.eventID = next.eventID
            step.recordedAt = next.recordedAt
            return step
        }
    }

    /// All of them, to be written now.
    mutating func take() -> [SourceLane: LaneAdvance] {
        defer {
            steps = [:]
            due = nil
        }
        return steps
    }
}
