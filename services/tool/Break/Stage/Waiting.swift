/// What did not become true in time.
struct NotInTime: Error, CustomStringConvertible {
    let what: String
    let limit: Duration

    var description: String { "not within \(limit): \(what)" }
}

/// Returns when the condition holds; its errors count as "not yet".
///
/// The one place where breaking and system tests look again.
func wait(
    until what: String,
    within limit: Duration = .seconds(60),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while true {
        if (try? await condition()) == true { return }
        guard ContinuousClock.now < deadline else { throw NotInTime(what: what, limit: limit) }
        try await Task.sleep(for: .milliseconds(50))
    }
}
