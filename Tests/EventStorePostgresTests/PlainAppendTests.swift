import EventSourcing
import EventSourcingTesting
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import Testing

/// The short way of appends, and that it ends in the careful one when something stands in the way.
struct PlainAppendTests {
    @Test func `a belief in a version that the stream has not reached is a conflict, not a gap`() async throws {
        try await withStore { store, client in
            let stream = StreamID.lamp()
            _ = try await store.append(.lamp(stream, .noStream, [.lamp(3)])).receipts()
            let outcome = try await store.append(.lamp(stream, .exactly(5)))
            #expect(outcome == .conflict(actual: 3))
            let missing = try await store.append(.lamp(.lamp(), .exactly(1)))
            #expect(missing == .conflict(actual: 0))
            let rows = try await client.query("select max(version), count(*) from light.events")
            let (last, count) = try #require(rows.first).decode((Int64, Int64).self)
            #expect(last == 3 && count == 3)
        }
    }

    @Test func `two processes that know old heads leave no gap and no double in a lane`() async throws {
        try await withStore { store, client in
            let other = try await PostgresEventStore.open(client, .light)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        let own = writer % 2 == 0 ? store : other
                        let stream = StreamID.lamp()
                        for version in Int64(0)..<20 {
                            let expected: ExpectedVersion = version == 0 ? .noStream : .exactly(version)
                            let receipts = try await own.append(.lamp(stream, expected)).receipts()
                            #expect(receipts.map(\.version) == [version + 1])
                            #expect(receipts.map(\.lane) == [own.lane(of: stream)])
                        }
                    }
                }
                try await group.waitForAll()
            }
            await other.close()
            let rows = try await client.query(
                """
                select count(*) from (select lane, max(sequence) as last, count(*) as events from light.events group by lane) l
                where last <> events
                """
            )
            #expect(try rows.first?.decode(Int64.self) == 0)
            let wrong = try await client.query(
                """
                select count(*) from light.commands c left join light.events e
                    on e.lane = c.lane and e.sequence = c.sequence and e.command_id = c.command_id and e.version = c.version
                where e.event_id is null
                """
            )
            #expect(try wrong.first?.decode(Int64.self) == 0)
        }
    }

    @Test func `a batch with one append that asks for care loses none of the others`() async throws {
        try await withStore { store, _ in
            let known = StreamID.lamp()
            let command = CommandEvents.lamp()
            _ = try await store.append(.lamp(known, .noStream, [command])).receipts()
            let outcomes = try await withThrowingTaskGroup(of: AppendOutcome.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        switch number % 16 {
                        case 3: try await store.append(.lamp(known, .noStream))
                        case 7: try await store.append(.lamp(.lamp(), .noStream, [command]))
                        case 11: try await store.append(.lamp(.lamp(), .any))
                        default: try await store.append(.lamp(.lamp(), .noStream))
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { if case .appended = $0 { true } else { false } } == 56)
            #expect(outcomes.count { $0 == .conflict(actual: 1) } == 4)
            #expect(outcomes.count { if case .alreadyRecorded = $0 { true } else { false } } == 4)
        }
    }
}
