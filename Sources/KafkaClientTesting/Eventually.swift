/// Waits until the condition holds; false if it does not within the limit.
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
        guard deadline > .now else { return false }
        try? await Task.sleep(for: .milliseconds(10))
    }
}
