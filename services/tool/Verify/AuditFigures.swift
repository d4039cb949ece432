import Foundation
import ServiceRuntime
import Synchronization

/// What the auditor tells by `/metrics` and `/readyz`.
final class AuditFigures: Sendable {
    private let differences: Gauge
    private let rounds: Counter
    private let failures: Counter
    private let seconds: Gauge
    private let lastRound: Gauge
    private let events: Gauge
    private let trouble = Mutex<String?>("no round was made yet")

    init(_ metrics: Metrics) {
        differences = metrics.gauge(
            "bina_audit_differences",
            "Differences in the last round; anything but 0 is an alarm."
        )()
        rounds = metrics.counter("bina_audit_rounds_total", "Rounds that were made.")()
        failures = metrics.counter(
            "bina_audit_failures_total",
            "Rounds that could not be made, as a part did not answer."
        )()
        seconds = metrics.gauge("bina_audit_round_seconds", "How long the last round took.")()
        lastRound = metrics.gauge(
            "bina_audit_last_round_timestamp_seconds",
            "When the last round ended, in seconds since 1970; 0 before the first."
        )()
        events = metrics.gauge("bina_audit_events", "Events that the last round compared.")()
    }

    func note(_ report: VerifyReport) {
        differences.set(Double(report.differences))
        rounds.increment()
        seconds.set(report.seconds)
        lastRound.set(Date().timeIntervalSince1970)
        events.set(Double(report.checked["events"] ?? 0))
        trouble.withLock { $0 = nil }
    }

    func noteFailure(_ reason: String) {
        failures.increment()
        trouble.withLock { $0 = reason }
    }

    /// Fails while rounds cannot be made, not when they find something: that is what the metric is for.
    var health: CheckResult { trouble.withLock { $0 }.map { .stalled($0) } ?? .working() }
}
