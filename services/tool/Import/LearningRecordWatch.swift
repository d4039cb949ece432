import Foundation

/// Waits for the learning records to show what was sent.
struct LearningRecordWatch: Sendable {
    private let client: APIClient
    private let tenant: String
    private let console: ProgressConsole
    /// So long without any change means that nothing more will come.
    private let patience: Duration
    private let pause: Duration

    init(
        _ client: APIClient,
        tenant: String,
        on console: ProgressConsole,
        patience: Duration = .seconds(30),
        pause: Duration = .milliseconds(500)
    ) {
        self.client = client
        self.tenant = tenant
        self.console = console
        self.patience = patience
        self.pause = pause
    }

    /// Asks until the totals are `expected`, or until they have stood still for long enough.
    ///
    /// - `tokens`: read tokens of what was sent; the first answers wait for them.
    /// - Throws: `Refusal` when the service cannot be asked.
    func totals(equalTo expected: LearningRecordTotals, after tokens: [String]) async throws -> LearningRecordTotals {
        console.note("waiting for the learning records")
        var newest = try await totals(after: tokens)
        var changedAt = ContinuousClock.now
        let notice = RetryNotice { console.update($0) }
        while !newest.differences(from: expected).isEmpty, ContinuousClock.now - changedAt < patience {
            notice.add("learning records: \(newest.hoursEntries) of \(expected.hoursEntries) hours entries …")
            try await Task.sleep(for: pause)
            let next = try await totals(after: [])
            if next != newest { changedAt = ContinuousClock.now }
            newest = next
        }
        return newest
    }

    /// The totals, not before they contain what the read tokens stand for.
    func totals(after tokens: [String]) async throws -> LearningRecordTotals {
        let query = tokens.isEmpty ? "" : "?at-least=\(tokens.prefix(32).joined(separator: ","))"
        // 504 means "not yet" and is asked again by the client.
        return try await ask("/v1/\(tenant)/learning-records/totals\(query)")
    }

    private func ask(_ path: String) async throws -> LearningRecordTotals {
        let answer = try await client.send(.init(method: "GET", path: path, key: ""), within: .seconds(600))
        guard answer.isSuccess else {
            let problem = ImportProblem(answer)
            throw Refusal("the learning records cannot be read: \(problem.slug): \(problem.reason)")
        }
        return try JSONDecoder().decode(LearningRecordTotals.self, from: answer.body)
    }
}
