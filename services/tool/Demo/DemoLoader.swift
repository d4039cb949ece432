import Foundation

/// Loads one place of the demonstration.
struct DemoLoader: Sendable {
    let requests: DemoRequests
    let session: ImportSession

    private var place: DemoPlace { requests.place }

    /// What is worth looking at afterwards.
    struct Highlights: Sendable {
        /// Somebody who has completed a programme.
        let graduate: String
        /// A batch with a queue and an open offer.
        let openBatch: String
        /// Who holds the offer.
        let offered: String
        /// Everybody, in the order of the names.
        let people: [String]
    }

    func load() async throws -> Highlights {
        let people = try await register()
        let programmes = try await each(place.programmes) { try requests.programme($0) }
        let batches = try await each(Array(DemoRequests.BatchKind.allCases)) { kind in
            try requests.batch(kind, of: programmes[kind.rawValue])
        }
        let open = batches[DemoRequests.BatchKind.open.rawValue]
        try await hold(people, batches)
        try await queue(people, in: open)
        try await each(Array(8..<12)) { try requests.claim(of: people[$0], $0) }
        return Highlights(graduate: people[5], openBatch: open, offered: people[18], people: people)
    }

    /// Units, those who lead them, and everybody else.
    private func register() async throws -> [String] {
        guard let government = try await session.begin(with: requests.government()) else { throw Self.refused }
        let units = try await each(place.units) { try requests.unit($0, of: government) }
        let people = DemoPerson.all(of: place)
        let heads = try await each(people.filter(\.isHead)) { person in
            try requests.person(person, in: units[person.unit], under: nil)
        }
        let others = try await each(people.filter { !$0.isHead }) { person in
            try requests.person(person, in: units[person.unit], under: heads[person.unit])
        }
        return heads + others
    }

    /// A batch that is over, one of its people absent; and one that has met once.
    private func hold(_ people: [String], _ batches: [String]) async throws {
        for kind in [DemoRequests.BatchKind.held, .running] {
            let batch = batches[kind.rawValue]
            let range = kind == .held ? 4..<16 : 10..<22
            try await each(Array(range)) { try requests.enrolment(people[$0], $0, in: batch, kind) }
            let entries = range.map { number in
                AttendanceBody.Entry(
                    civilServant: people[number],
                    status: number == range.upperBound - 1 ? "absent" : number % 7 == 0 ? "late" : "present"
                )
            }
            let sessions = try await session.sessions(of: batch, place.tenant).prefix(kind == .held ? 2 : 1)
            try await each(Array(sessions.enumerated())) { number, session in
                try requests.attendance(entries, session: session, number, of: batch, kind)
            }
        }
        _ = try await session.perform(requests.close(batches[DemoRequests.BatchKind.held.rawValue]))
    }

    /// Four seats, eight people; one gives the seat back, so the first in the queue holds an offer.
    private func queue(_ people: [String], in batch: String) async throws {
        // One after another: the order makes the queue.
        for number in 14..<22 {
            _ = try await session.perform(requests.enrolment(people[number], number, in: batch, .open))
        }
        _ = try await session.perform(requests.withdrawal(people[15], from: batch))
    }

    /// Sends a request for each thing at once.
    ///
    /// - Returns: the ids in the order of the things.
    @discardableResult
    private func each<Thing: Sendable>(_ things: [Thing], _ call: (Thing) throws -> ImportCall) async throws
        -> [String]
    {
        let calls = try things.map(call)
        let session = session
        return try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, call) in calls.enumerated() {
                group.addTask {
                    guard let id = try await session.perform(call) else { throw Self.refused }
                    return (index, id)
                }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }.sorted { $0.key < $1.key }.map(
                \.value
            )
        }
    }

    static var refused: Refusal { Refusal("the demo was refused; ./bina up --no-demo starts without it") }
}

extension ImportSession {
    /// The ids of a batch's sessions, in their order.
    func sessions(of batch: String, _ tenant: String) async throws -> [String] {
        struct Shown: Decodable {
            struct Session: Decodable { let session: String }
            let sessions: [Session]
        }
        let path = "/v1/\(tenant)/batches/\(batch)"
        let answer = try await client.send(.init(method: "GET", path: path, key: ""))
        return try JSONDecoder().decode(Shown.self, from: answer.body).sessions.map(\.session)
    }
}
