import Foundation

/// Sends the requests of one import: so many at once, each until it is answered, none twice.
actor ImportSession {
    /// Asks the enrolment service.
    nonisolated let client: APIClient
    /// Asks the assessment service.
    nonisolated let assessment: APIClient
    nonisolated let console: ProgressConsole
    private let journal: ImportJournal?
    private nonisolated let concurrency: Int
    private(set) var tally = ImportTally()

    /// Refusals that are shown one by one; the rest is only counted.
    static let shownRefusals = 20

    /// - `assessment`: nil where one address serves both.
    init(
        client: APIClient,
        assessment: APIClient? = nil,
        journal: ImportJournal?,
        concurrency: Int,
        console: ProgressConsole
    ) {
        self.client = client
        self.assessment = assessment ?? client
        self.journal = journal
        self.concurrency = concurrency
        self.console = console
    }

    /// Sends a request that shows whether the service knows this import.
    ///
    /// When it does not, the journal speaks of another service or of deleted data, and is forgotten.
    ///
    /// - Returns: the id in the answer; nil when the request was refused.
    func begin(with call: ImportCall) async throws -> String? {
        let answer = try await client.send(call.request)
        guard answer.isSuccess else {
            try refuse(call, answer)
            return nil
        }
        if !answer.changedNothing { try await journal?.forget() }
        tally.count(answer.changedNothing ? .unchanged : .changed, of: call, token: answer.token)
        return answer.id
    }

    /// Sends one request.
    ///
    /// - Returns: the id in the answer; nil when the request was refused.
    func perform(_ call: ImportCall) async throws -> String? { try await send(call).id }

    /// Sends all steps of a phase in the schedule's order and returns when every one is answered.
    ///
    /// - Returns: the ids of the answers by the requests' keys, also of those that an earlier run sent.
    @discardableResult
    nonisolated func run<Step: Sendable>(
        _ phase: String,
        _ schedule: ImportSchedule<Step>,
        _ call: @escaping @Sendable (Step) throws -> ImportCall
    ) async throws -> [String: String] {
        var schedule = schedule
        var progress = ImportProgress(phase: phase, expected: schedule.count, on: console)
        var ids: [String: String] = [:]
        try await withThrowingTaskGroup(of: (line: Int, result: Sent).self) { group in
            var underWay = 0
            while true {
                while underWay < concurrency, let (line, step) = schedule.next() {
                    group.addTask { (line, try await self.send(try call(step))) }
                    underWay += 1
                }
                guard underWay > 0, let (line, result) = try await group.next() else { break }
                underWay -= 1
                schedule.finish(line)
                ids[result.key] = result.id
                progress.advance(known: result.wasKnown)
            }
        }
        progress.finish()
        return ids
    }

    private struct Sent: Sendable {
        let key: String
        var id: String?
        var wasKnown = false
    }

    private func send(_ call: ImportCall) async throws -> Sent {
        let key = call.request.key
        if let known = await journal?.id(of: key) {
            tally.count(.known, of: call)
            return Sent(key: key, id: known, wasKnown: true)
        }
        if let before = call.after, tally.refusedKeys.contains(before) {
            tally.count(.leftOut, of: call)
            return Sent(key: key)
        }
        let answer = try await client(for: call).send(call.request)
        guard answer.isSuccess else {
            guard try await isDoneAlready(call, answer) else {
                try refuse(call, answer)
                return Sent(key: key)
            }
            tally.count(.unchanged, of: call)
            try await journal?.record(key, id: "")
            return Sent(key: key, id: "")
        }
        let id = answer.id ?? ""
        tally.count(answer.changedNothing ? .unchanged : .changed, of: call, token: answer.token)
        try await journal?.record(key, id: id)
        return Sent(key: key, id: id)
    }

    /// The service may have forgotten the request's key; then its refusal tells that the work is done.
    private func isDoneAlready(_ call: ImportCall, _ answer: APIClient.Answer) async throws -> Bool {
        guard let proof = call.doneAlready[ImportProblem(answer).slug] else { return false }
        guard let path = proof else { return true }
        return try await client(for: call).send(.init(method: "GET", path: path, key: "")).isSuccess
    }

    private nonisolated func client(for call: ImportCall) -> APIClient {
        switch call.service {
        case .enrolment: client
        case .assessment: assessment
        }
    }

    private func refuse(_ call: ImportCall, _ answer: APIClient.Answer) throws {
        let problem = ImportProblem(answer)
        // Nothing else would fare better.
        guard answer.status != 401, answer.status != 403 else {
            throw Refusal("the service does not accept the token: \(problem.slug): \(problem.reason)")
        }
        tally.count(.refused, of: call)
        show("\(call.origin): \(problem.slug): \(problem.reason) (\(call.request.key))")
    }

    /// Counts rows that cannot be sent, and shows the first ones.
    func refuse(_ rows: [UnusableRow]) {
        for row in rows {
            tally.refuse(rows: 1)
            show("\(row.origin): \(row.reason)")
        }
    }

    private func show(_ line: String) {
        if tally.refused <= Self.shownRefusals { console.note("refused: \(line)") }
        if tally.refused == Self.shownRefusals { console.note("further refusals are counted only") }
    }
}

/// A row of a file that says nothing that could be sent.
struct UnusableRow: Equatable, Sendable {
    /// The file's name and the row's number as a spreadsheet counts.
    let origin: String
    let reason: String
}
