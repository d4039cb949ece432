import AssessmentEvents
package import EventSourcing

/// A candidate's time, derived from what happened: nothing that anybody measured in a browser.
///
/// Standard time runs from the start, at most until the exam closes. Extra time is added to it, and every stretch in
/// which the clock stood still before the time was up is given back; stretches that overlap count once. So the deadline
/// never moves to an earlier time.
package struct AttemptClock: Sendable, Equatable, Codable {
    /// A time in which the clock stood still.
    package struct Stop: Sendable, Equatable, Codable {
        package let from: Timestamp
        package let until: Timestamp
    }

    package private(set) var startedAt: Timestamp
    /// When the time is up without any stop.
    private var runsUntil: Timestamp
    private var stops: [Stop] = []
    /// Since when the clock stands still now.
    package private(set) var pausedAt: Timestamp?

    package init(startedAt: Timestamp, durationMinutes: Int, closesAt: Timestamp, extraMinutes: Int) {
        self.startedAt = startedAt
        let standard = min(startedAt.advanced(by: .seconds(60 * durationMinutes)), closesAt)
        runsUntil = standard.advanced(by: .seconds(60 * extraMinutes))
    }

    init(_ fact: AttemptStarted) {
        self.init(
            startedAt: fact.startedAt,
            durationMinutes: fact.durationMinutes,
            closesAt: fact.closesAt,
            extraMinutes: fact.extraMinutes
        )
    }

    /// When the time is up; nil while the clock stands still.
    package var deadline: Timestamp? { pausedAt == nil ? end : nil }

    /// Whether the time is up at `instant`, which is the case from the deadline itself on.
    package func isUp(at instant: Timestamp) -> Bool { deadline.map { $0 <= instant } ?? false }

    private var end: Timestamp {
        var end = runsUntil
        var counted = startedAt
        for stop in stops.sorted(by: { ($0.from, $0.until) < ($1.from, $1.until) }) {
            let from = max(stop.from, counted)
            guard from < stop.until, from < end else { continue }
            end = end.advanced(by: .microseconds(stop.until.microseconds - from.microseconds))
            counted = stop.until
        }
        return end
    }

    mutating func add(minutes: Int) { runsUntil = runsUntil.advanced(by: .seconds(60 * minutes)) }

    mutating func pause(at instant: Timestamp) { pausedAt = instant }

    mutating func resume(at instant: Timestamp) {
        guard let from = pausedAt else { return }
        pausedAt = nil
        stop(from: from, until: max(from, instant))
    }

    mutating func stop(from: Timestamp, until: Timestamp) { stops.append(Stop(from: from, until: until)) }
}
