import Foundation
import TestSupport
import Testing

@testable import BinaTool

@Suite(.timeLimit(.minutes(2)))
struct ImportSessionTests {
    private let stub = StubServices()
    private let lines = Lines()
    private let journal = URL(filePath: NSTemporaryDirectory()).appending(path: "bina-journal-\(UUID())")

    private func session(_ client: APIClient) throws -> ImportSession {
        ImportSession(
            client: client,
            journal: try ImportJournal(file: journal),
            concurrency: 8,
            console: .keeping(lines)
        )
    }

    private func call(_ key: String, after: String? = nil) throws -> ImportCall {
        let request = try APIClient.Call("t", "units", UnitBody(name: key, kind: "dinas"), key: key)
        return ImportCall(kind: "units", origin: "row \(key)", request: request, after: after)
    }

    @Test func `a service that is away is asked again, and the person told once`() async throws {
        let told = Lines()
        try await stub.serving { client in
            stub.fail(next: 5)
            let session = try session(client)
            let ids = try await session.run("p", ImportSchedule(["a", "b", "c"])) { try self.call($0) }
            #expect(ids.count == 3)
            #expect(await session.tally.changed == 3)
        } tell: {
            told.add($0)
        }
        #expect(told.all.count == 1)
        #expect(told.all.first?.contains("status 503; trying again") == true)
    }

    @Test func `a lost connection is asked again`() async throws {
        let gone = APIClient(base: "http://127.0.0.1:1", token: "t", connections: 1)
        let refusal = await #expect(throws: Refusal.self) {
            try await gone.send(try call("a").request, within: .milliseconds(300))
        }
        #expect(refusal?.description.contains("did not take POST /v1/t/units") == true)
    }

    @Test func `somebody else's change in between is no refusal`() async throws {
        try await stub.serving { client in
            stub.refuse("a", status: 409, slug: "version-conflict")
            let sent = Task { try await client.send(try call("a").request) }
            try await soon { stub.received.count >= 2 }
            sent.cancel()
            await #expect(throws: CancellationError.self) { try await sent.value }
        }
    }

    @Test func `what a refused request was needed for is left out`() async throws {
        try await stub.serving { client in
            stub.refuse("a", slug: "not-eligible")
            let session = try session(client)
            let steps: [[(String, String?)]] = [[("a", nil)], [("b", "a")], [("c", "b")], [("d", nil)]]
            let ids = try await session.run("p", ImportSchedule(lines: [steps])) { try self.call($0.0, after: $0.1) }
            #expect(Set(ids.keys) == ["d"])
            let tally = await session.tally
            #expect(tally.refused == 1)
            #expect(tally.leftOut == 2)
            #expect(tally.changed == 1)
        }
        #expect(lines.all.contains { $0.contains("row a: not-eligible: No.") })
    }

    @Test func `only the first refusals are shown, all are counted`() async throws {
        try await stub.serving { client in
            let keys = (0..<30).map { "k\($0)" }
            for key in keys { stub.refuse(key, slug: "not-eligible") }
            let session = try session(client)
            try await session.run("p", ImportSchedule(keys)) { try self.call($0) }
            #expect(await session.tally.refused == 30)
        }
        #expect(lines.all.count { $0.hasPrefix("refused:") } == 20)
    }

    @Test func `a token that is not accepted ends everything`() async throws {
        try await stub.serving { client in
            stub.refuse("a", status: 403, slug: "tenant-mismatch")
            let session = try session(client)
            let refusal = await #expect(throws: Refusal.self) { try await session.perform(try call("a")) }
            #expect(refusal?.description.contains("tenant-mismatch") == true)
        }
    }

    @Test func `goes on where an earlier run stopped, without asking again`() async throws {
        try await stub.serving { client in
            try await session(client).run("p", ImportSchedule(["a", "b"])) { try self.call($0) }
            // A kill in the middle of a line.
            let handle = try FileHandle(forWritingTo: journal)
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("c\t0192".utf8))
            try handle.close()
            let second = try session(client)
            let ids = try await second.run("p", ImportSchedule(["a", "b", "c"])) { try self.call($0) }
            #expect(ids.count == 3)
            #expect(stub.received.map(\.key).sorted() == ["a", "b", "c"])
            #expect(await second.tally.unchanged == 2)
            #expect(await second.tally.changed == 1)
        }
    }

    @Test func `a journal that speaks of another service is forgotten`() async throws {
        try await stub.serving { client in
            let first = try session(client)
            _ = try await first.begin(with: try call("root"))
            try await first.run("p", ImportSchedule(["a"])) { try self.call($0) }
        }
        try await StubServices().serving { client in
            let second = try session(client)
            _ = try await second.begin(with: try call("root"))
            try await second.run("p", ImportSchedule(["a"])) { try self.call($0) }
            #expect(await second.tally.changed == 2)
        }
    }

    @Test func `a refusal that means done counts as done`() async throws {
        try await stub.serving { client in
            for key in ["a", "b", "c"] { stub.refuse(key, status: 409, slug: "batch-closed") }
            let session = try session(client)
            var certain = try call("a")
            certain.doneAlready = ["batch-closed": nil]
            var proven = try call("b")
            proven.doneAlready = ["batch-closed": "/v1/t/batches/x/enrolments/y"]
            var other = try call("c")
            other.doneAlready = ["batch-cancelled": nil]
            for call in [certain, proven, other] { _ = try await session.perform(call) }
            #expect(await session.tally.unchanged == 2)
            #expect(await session.tally.refused == 1)
        }
    }

    @Test func `remembers the newest place of each lane`() throws {
        var tally = ImportTally()
        for token in ["enrolment.3.17", "enrolment.3.9", "enrolment.12.1"] {
            tally.count(.changed, of: try call("a"), token: token)
        }
        #expect(tally.tokens == ["enrolment.12.1", "enrolment.3.17"])
    }
}
