import PostgresClient
import PostgresClientTesting
import Synchronization
import TestSupport
import Testing

/// Pipelines of several tasks on one connection: the later ones are sent before the first one is answered.
@Suite(.timeLimit(.minutes(1))) struct PostgresPipelineTests {
    /// A pipeline that the server does not get done before `release` is called.
    private struct Held: Sendable {
        let connection: PostgresConnection
        let first: Task<[PostgresRows], any Error>
        let stranger: PostgresConnection

        func release() async throws { try await stranger.executeScript("SELECT pg_advisory_unlock(7)") }
    }

    /// `first` is what the pipeline does when it is released.
    private func behind<R: Sendable>(_ first: [PostgresQuery], _ body: (Held) async throws -> R) async throws -> R {
        try await withTestDatabase { client, connectionString in
            let stranger = try await PostgresConnection.connect(PostgresConfiguration(connectionString))
            try await stranger.executeScript("SELECT pg_advisory_lock(7)")
            let connection = try await PostgresConnection.connect(PostgresConfiguration(connectionString))
            let queries: [PostgresQuery] = ["SELECT pg_advisory_xact_lock(7)"] + first
            let running = Task { try await connection.pipeline(queries, mayFollow: true) }
            let waits: PostgresQuery =
                "SELECT 1 FROM pg_locks WHERE NOT granted AND pid = \(Int32(connection.backendProcessID))"
            try await soon("waits") { try await client.count(waits) == 1 }
            let result: Result<R, any Error>
            do {
                result = .success(try await body(Held(connection: connection, first: running, stranger: stranger)))
            } catch {
                result = .failure(error)
            }
            await connection.close()
            await stranger.close()
            return try result.get()
        }
    }

    @Test func `each gets its own answers, whatever becomes of the others`() async throws {
        try await withTestDatabase { _, connectionString in
            let connection = try await PostgresConnection.connect(PostgresConfiguration(connectionString))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        for turn in 0..<40 {
                            let (number, divisor) = (writer * 1_000 + turn, turn % 5)
                            let queries: [PostgresQuery] = ["SELECT \(number)", "SELECT \(number) / \(divisor)"]
                            if divisor == 0 {
                                let error = await #expect(throws: PostgresError.self) {
                                    try await connection.pipeline(queries, mayFollow: true)
                                }
                                #expect(error?.sqlState == "22012" && error?.statementIndex == 1)
                            } else {
                                let answers = try await connection.pipeline(queries, mayFollow: true)
                                #expect(try answers.map { try $0[0].decode(Int.self) } == [number, number / divisor])
                            }
                            guard turn % 10 == 9 else { continue }
                            let single = try await connection.one("SELECT \(number)", Int.self)
                            #expect(single == number)
                        }
                    }
                }
                try await group.waitForAll()
            }
            await connection.close()
        }
    }

    @Test func `one that fails leaves the one behind it alone`() async throws {
        try await behind(["SELECT 1 / 0"]) { held in
            let second = Task { try await held.connection.pipeline(["SELECT \(7)"], mayFollow: true) }
            try await Task.sleep(for: .milliseconds(50))
            try await held.release()
            let error = await #expect(throws: PostgresError.self) { _ = try await held.first.value }
            #expect(error?.sqlState == "22012")
            let answers = try await second.value
            #expect(try answers[0][0].decode(Int.self) == 7)
        }
    }

    @Test func `one that is cancelled while it waits harms nobody`() async throws {
        try await behind(["SELECT \(1)"]) { held in
            let second = Task { try await held.connection.pipeline(["SELECT pg_sleep(60)"], mayFollow: true) }
            try await Task.sleep(for: .milliseconds(50))
            let third = Task { try await held.connection.pipeline(["SELECT \(3)"], mayFollow: true) }
            second.cancel()
            try await held.release()
            let answers = try await held.first.value
            #expect(try answers[1][0].decode(Int.self) == 1)
            await #expect(throws: CancellationError.self) { _ = try await second.value }
            let last = try await third.value
            #expect(try last[0][0].decode(Int.self) == 3)
            let after = try await held.connection.one("SELECT 4", Int32.self)
            #expect(after == 4)
        }
    }

    @Test func `a connection that ends tells all of them`() async throws {
        try await behind([]) { held in
            let others = (0..<3).map { _ in
                Task { try await held.connection.pipeline(["SELECT 1"], mayFollow: true) }
            }
            try await Task.sleep(for: .milliseconds(50))
            await held.connection.close()
            for task in [held.first] + others {
                let error = await #expect(throws: PostgresError.self) { _ = try await task.value }
                #expect(error?.isConnectionLost == true)
                #expect(error?.phase == .executing, "the server may do what it was sent")
            }
        }
    }
}
