/// Where the relay and the projections say what happened; must not block.
package typealias StreamingLog = @Sendable (StreamingLogEntry) -> Void

/// One line: a constant sentence and the variable parts beside it.
///
/// Never holds a payload.
package struct StreamingLogEntry: Sendable, Equatable {
    /// How much it matters.
    package enum Level: String, Sendable {
        /// Somebody has to act.
        case error
        /// Something failed and is being repaired.
        case warning
        case notice
        case debug
    }

    package let level: Level
    package let message: String
    package let metadata: [String: String]

    package init(_ level: Level, _ message: String, _ metadata: [String: String] = [:]) {
        self.level = level
        self.message = message
        self.metadata = metadata
    }
}
