/// Waits until the condition holds; false if it does not within the limit.
///
/// The one place where tests look again.
package func eventually(
    within limit: Duration = .seconds(20),
    _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while true {
        if try await condition() { return true }
        guard deadline > .now else { return false }
        try? await Task.sleep(for: .milliseconds(10))
    }
}
