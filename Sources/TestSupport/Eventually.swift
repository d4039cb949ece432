package import Testing

/// Waits until the condition holds; false if it does not within the limit, or the task is cancelled before.
///
/// The one place where tests look again. The limit is only how soon a failure is believed: the embedded broker takes
/// up to five seconds for one rebalance of two or three, and a busy machine longer.
package func eventually(
    within limit: Duration = .seconds(60),
    _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while true {
        if try await condition() { return true }
        guard deadline > .now, !Task.isCancelled else { return false }
        try? await Task.sleep(for: .milliseconds(5))
    }
}

/// The condition comes true before a test's patience ends; otherwise the test ends, and says what did not.
package func soon(
    _ what: Comment? = nil,
    within limit: Duration = .seconds(60),
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let holds = try await eventually(within: limit, condition)
    try #require(holds, what, sourceLocation: sourceLocation)
}
