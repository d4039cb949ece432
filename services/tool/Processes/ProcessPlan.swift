import Foundation

/// How one process is started, known to be ready, and stopped.
struct ProcessPlan: Sendable {
    let name: String
    let program: URL
    var arguments: [String] = []
    /// Asked at every start, since some values (the embedded broker's port) exist only then.
    var environment: @Sendable () throws -> [String: String] = { [:] }
    var readiness: Readiness = .started
    /// How long it may take to become ready.
    var startLimit: Duration = .seconds(60)
    /// The signal that asks it to end in order.
    var stopSignal: Int32 = SIGTERM
    /// How long it may take to end before it is killed.
    var stopLimit: Duration = .seconds(20)
    /// Processes that must be started again after this one was: what they were told about it is no longer true.
    var restarts: [String] = []

    enum Readiness: Sendable {
        /// As soon as it runs.
        case started
        /// When this file exists; it is deleted before the start.
        case file(URL)
        /// When this holds.
        case holds(@Sendable () -> Bool)
        /// When a GET answers with a status below 300.
        case answers(URL)
    }
}
