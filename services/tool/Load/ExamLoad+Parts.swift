import Synchronization

extension ExamLoad {
    /// Deals `things` to as many tasks as there are connections, each with one request at a time.
    func each<Thing: Sendable, Result: Sendable>(
        _ things: [Thing],
        _ phase: String,
        _ steps: Int,
        _ body: @escaping @Sendable ([Thing], () -> Void) async throws -> [Result]
    ) async throws -> [Result] {
        let progress = Mutex(ImportProgress(phase: phase, expected: things.count * steps, on: console))
        let advance: @Sendable () -> Void = { progress.withLock { $0.advance(known: false) } }
        let share = (things.count + size.connections - 1) / max(1, size.connections)
        let results = try await withThrowingTaskGroup(of: (Int, [Result]).self) { group in
            for start in stride(from: 0, to: things.count, by: max(1, share)) {
                let part = Array(things[start..<min(start + share, things.count)])
                group.addTask { (start, try await body(part, advance)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        progress.withLock { $0.finish() }
        return results.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }

    func each(
        _ candidates: [Candidate],
        _ phase: String,
        _ steps: Int,
        _ body: @escaping @Sendable (inout [Candidate], () -> Void) async throws -> Void
    ) async throws -> [Candidate] {
        try await each(candidates, phase, steps) { part, advance in
            var part = part
            try await body(&part, advance)
            return part
        }
    }

    // MARK: Looking up

    /// Opens every attempt again and holds what it shows against what its candidate was told.
    ///
    /// - Returns: a sentence for each difference, with the attempt's id.
    func check(_ sitting: Sitting) async throws -> [String] {
        let candidates = sitting.attempts
        let limit = ContinuousClock.now + .seconds(600)
        return try await each(candidates, "looking up", 1) { candidates, advance in
            var differences: [String] = []
            for candidate in candidates {
                let client = candidate.client.asking(until: limit)
                if let body = try await client.attempt(candidate.attempt, first: 0) {
                    let check = ReceiptCheck(entry: journal.entry(of: candidate.attempt), shown: body.shown)
                    differences += check.differences.map { "\(candidate.attempt): \($0)" }
                } else {
                    differences.append("\(candidate.attempt): is not shown any more")
                }
                advance()
            }
            return differences
        }
    }
}

extension AttemptClient {
    /// The same with another end.
    func asking(until limit: ContinuousClock.Instant) -> Self {
        Self(
            http: http,
            addresses: addresses,
            tenant: tenant,
            token: token,
            journal: journal,
            latencies: latencies,
            deadline: limit
        )
    }
}
