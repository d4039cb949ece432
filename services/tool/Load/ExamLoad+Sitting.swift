import EventSourcing
import Foundation

extension ExamLoad {
    /// Starts every attempt, answers until `end` or until every attempt has its answers, and hands in.
    ///
    /// What is under way at `end` is finished, at most for two minutes.
    func sit(in hall: Hall, until end: ContinuousClock.Instant) async throws -> Sitting {
        let limit = end + .seconds(120)
        let (usual, late) = (hall.people.dropLast(size.late), hall.people.suffix(size.late))
        async let latecomers = sitLate(Array(late), hall, until: end, limit)
        var candidates = try await start(Array(usual), at: hall.exam, limit)
        let opened = candidates.count
        let (begin, before) = (ContinuousClock.now, latencies.count)
        candidates = try await each(candidates, "answers", size.answers) { candidates, advance in
            try await answer(&candidates, from: begin, until: end, advance)
        }
        let seconds = (ContinuousClock.now - begin).inSeconds
        let answered = latencies.count - before
        candidates = try await each(candidates, "handing in", 1) { candidates, advance in
            for index in candidates.indices {
                try await candidates[index].handIn()
                advance()
            }
        }
        return Sitting(
            attempts: candidates + (try await latecomers),
            opened: opened,
            answered: answered,
            seconds: seconds
        )
    }

    /// What came of it.
    struct Sitting: Sendable {
        let attempts: [Candidate]
        /// Attempts that were open at one time.
        let opened: Int
        /// Acknowledgements while all of them were open, and how long that took.
        let answered: Int
        let seconds: Double
    }

    private func client(of person: String, _ limit: ContinuousClock.Instant) throws -> AttemptClient {
        client(
            try issuer.token(
                subject: person,
                tenants: [tenant],
                roles: ["civil-servant"],
                hours: 24,
                now: Int(Date().timeIntervalSince1970)
            ),
            limit
        )
    }

    private func client(_ token: String, _ limit: ContinuousClock.Instant) -> AttemptClient {
        AttemptClient(
            http: http,
            addresses: addresses,
            tenant: tenant,
            token: token,
            journal: journal,
            latencies: latencies,
            deadline: limit
        )
    }

    /// Starts an attempt of everybody in the hall, without answering.
    func begin(in hall: Hall, until limit: ContinuousClock.Instant) async throws -> [Candidate] {
        try await start(hall.people, at: hall.exam, limit)
    }

    private func start(_ people: [String], at exam: String, _ limit: ContinuousClock.Instant) async throws
        -> [Candidate]
    {
        try await each(Array(people.enumerated()), "attempts", 1) { people, advance in
            var candidates: [Candidate] = []
            for (number, person) in people {
                let own = seed &* 1_000_003 &+ UInt64(number)
                let name = "\(run):\(person)"
                if let candidate = try await Candidate(name, at: exam, client(of: person, limit), seed: own) {
                    candidates.append(candidate)
                }
                advance()
            }
            return candidates
        }
    }

    /// Rounds of one answer each, in the order of the attempts; a round begins when its time has come.
    private func answer(
        _ candidates: inout [Candidate],
        from begin: ContinuousClock.Instant,
        until end: ContinuousClock.Instant,
        _ advance: () -> Void
    ) async throws {
        for round in 0..<size.answers {
            for index in candidates.indices {
                let share = Double(index) / Double(max(1, candidates.count))
                let due = begin + size.pause * (Double(round) + share)
                guard max(due, .now) < end else { return }
                if due > .now { try await Task.sleep(until: due, clock: .continuous) }
                try await candidates[index].answer()
                advance()
            }
        }
    }

    /// A few sit an exam that closes early, and send another answer after that.
    private func sitLate(
        _ people: [String],
        _ hall: Hall,
        until end: ContinuousClock.Instant,
        _ limit: ContinuousClock.Instant
    ) async throws -> [Candidate] {
        let spread = (size.pause * size.answers).inSeconds
        // They come one after another, beside all the others: long enough that each has begun before it closes.
        let seconds = max(15 + Double(people.count) / 2, min(spread, (end - .now).inSeconds - 5))
        let closes = Timestamp.now.advanced(by: .milliseconds(Int(seconds * 1_000)))
        let opens = Timestamp.now.advanced(by: .seconds(-60))
        let requests = ExamLoadRequests(tenant: tenant, seed: seed)
        let call = try requests.exam("lewat", run, hall.questions, from: opens, to: closes)
        let organiser = client(try officer, limit)
        guard let exam = try await organiser.schedule(call.request, first: 0) else { throw Self.refused("exam") }
        var candidates: [Candidate] = []
        for (number, person) in people.enumerated() {
            let own = seed &* 7_368_787 &+ UInt64(number)
            let client = try client(of: person, limit)
            guard var candidate = try await Candidate("\(run):\(person)", at: exam, client, seed: own) else { continue }
            try await candidate.answerLate()
            candidates.append(candidate)
        }
        let left = closes.microseconds - Timestamp.now.microseconds
        try await Task.sleep(for: .microseconds(max(0, left) + 200_000))
        for index in candidates.indices { try await candidates[index].answerLate() }
        return candidates
    }
}
