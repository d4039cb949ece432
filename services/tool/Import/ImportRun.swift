import Foundation

/// Sends the requests of one import: so many at once, each until it is answered, none twice.
actor ImportRun {
    private let client: APIClient
    private let journal: ImportJournal
    private let concurrency: Int
    private let showsProgress: Bool
    private(set) var totals = ImportTotals()

    init(client: APIClient, journal: ImportJournal, concurrency: Int, showsProgress: Bool) {
        self.client = client
        self.journal = journal
        self.concurrency = concurrency
        self.showsProgress = showsProgress
    }

    /// Sends all calls of a phase, in no particular order, and returns when every one is answered.
    ///
    /// - Returns: the ids of the answers by the calls' keys, also of those that an earlier run sent.
    @discardableResult
    nonisolated func phase(_ name: String, _ calls: [APIClient.Call]) async throws -> [String: String] {
        var progress = ImportProgress(phase: name, expected: calls.count, isShown: showsProgress)
        var ids: [String: String] = [:]
        try await withThrowingTaskGroup(of: (String, String?).self) { group in
            var rest = calls[...]
            var underWay = 0
            while underWay > 0 || !rest.isEmpty {
                while underWay < concurrency, let call = rest.popFirst() {
                    group.addTask { (call.key, try await self.send(call, in: name)) }
                    underWay += 1
                }
                guard let (key, id) = try await group.next() else { break }
                underWay -= 1
                ids[key] = id
                progress.advance()
            }
        }
        progress.finish()
        return ids
    }

    /// The id in the answer; nil when the call was refused.
    private nonisolated func send(_ call: APIClient.Call, in phase: String) async throws -> String? {
        if let known = await journal.id(of: call.key) {
            await count { $0.already += 1 }
            return known
        }
        let answer = try await client.send(call)
        guard answer.isSuccess else {
            await refuse(call, answer, in: phase)
            return nil
        }
        let id = (try? JSONDecoder().decode(Created.self, from: answer.body))?.id ?? ""
        try await journal.record(call.key, id: id)
        await count { $0.sent += 1 }
        return id
    }

    private struct Created: Decodable { let id: String? }

    private struct Problem: Decodable {
        let title: String?
        let detail: String?
    }

    /// Counts a figure of the form's own, such as people or enrolments, for the totals.
    func add(_ figure: String, _ amount: Int) { totals.figures[figure, default: 0] += amount }

    private func count(_ change: (inout ImportTotals) -> Void) { change(&totals) }

    private func refuse(_ call: APIClient.Call, _ answer: APIClient.Answer, in phase: String) {
        totals.refused += 1
        guard totals.refused <= 20 else { return }
        let problem = try? JSONDecoder().decode(Problem.self, from: answer.body)
        let reason = problem?.detail ?? problem?.title ?? "no reason given"
        Console.complain("\(phase): \(call.key) was refused with status \(answer.status): \(reason)")
    }
}
