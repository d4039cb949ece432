import EventSourcing
import TestSupport
import EventSourcingTesting
import EventStorePostgres
import FoundationEssentials
import PostgresClient
import PostgresClientTesting
import Synchronization
import Testing

struct AppendCommitterTests {
    @Test func `many writers share few commits`() async throws {
        try await withStore { store, _ in
            try await withThrowingTaskGroup(of: Void.self) { writers in
                for _ in 0..<64 {
                    writers.addTask {
                        for _ in 0..<20 { _ = try await store.append(.lamp(.lamp(), .noStream)).receipts() }
                    }
                }
                try await writers.waitForAll()
            }
            #expect(store.statistics.events == 1_280)
            #expect(store.statistics.meanBatch > 3)
            #expect(store.statistics.waiting == 0)
        }
    }

    @Test func `an append that PostgreSQL refuses harms none of its batch`() async throws {
        try await withStore { store, _ in
            let bad = EncodedEvent(id: UUID(), type: "light.odd.v1", payload: [0x22, 0xFF, 0x22], occurredAt: .example)
            let broken = CommandEvents(context: .example(), fingerprint: [], events: [bad])
            let results = await withTaskGroup(of: (Bool, Result<AppendOutcome, any Error>).self) { writers in
                for number in 0..<60 {
                    writers.addTask {
                        let isBad = number % 20 == 7
                        let append = StreamAppend.lamp(.lamp(), .noStream, [isBad ? broken : .lamp()])
                        do {
                            return (isBad, .success(try await store.append(append)))
                        } catch {
                            return (isBad, .failure(error))
                        }
                    }
                }
                return await writers.reduce(into: []) { $0.append($1) }
            }
            for (isBad, result) in results {
                switch result {
                case .success(let outcome):
                    guard case .appended = outcome, !isBad else {
                        Issue.record("\(outcome)")
                        continue
                    }
                case .failure(let error):
                    guard isBad, case EventStoreError.invalid = error else {
                        Issue.record("\(error)")
                        continue
                    }
                }
            }
            #expect(store.statistics.events == 57)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `an append that went behind one whose connection was given up knows that it was stored`() async throws {
        try await withTestDatabase { client, _ in
            let store = try await PostgresEventStore.open(client, .light)
            // The first ends as on a server that is a standby now; the second waits for the test.
            try await client.onEvent(
                """
                if new.type = 'light.odd.v1' then
                    perform pg_sleep(0.3);
                    raise exception 'read-only' using errcode = '25006';
                elsif new.type = 'light.slow.v1' then
                    perform pg_advisory_xact_lock(7);
                end if;
                """
            )
            try await client.withConnection { stranger in
                try await stranger.executeScript("select pg_advisory_lock(7)")
                let first = Task { try await store.append(.lamp(.lamp(), .noStream, [.of("light.odd.v1")])) }
                try await soon("the first is under way") {
                    try await client.query("select 1 from pg_stat_activity where \(raw: sleeping)").count == 1
                }
                let second = Task { try await store.append(.lamp(.lamp(), .noStream, [.of("light.slow.v1")])) }
                // The server does it although nobody listens any more, and the next try waits behind that.
                try await soon("it waits, and its next try") {
                    try await client.query("select 1 from pg_locks where not granted and \(raw: ours)").count > 1
                }
                try await stranger.executeScript("select pg_advisory_unlock(7)")
                _ = try await second.value.receipts()
                first.cancel()
            }
            await store.close()
        }
    }

    @Test func `what was decided before a failover is decided anew`() async throws {
        try await withTestDatabase { client, _ in
            let store = try await PostgresEventStore.open(client, .light)
            let handle = CommandHandler<LightSwitch>(store: store) { UUID() }
            let lamp = StreamID.lamp()
            _ = try await handle(.lamp(.install(room: "hall")), on: lamp)
            for _ in 0..<2 { _ = try await handle(.lamp(.blink(times: 1)), on: lamp) }
            let history = store.history(of: lamp)
            // As a server that lacked everything, where somebody has recorded as much since.
            try await client.execute("delete from light.events")
            try await client.execute("delete from light.commands")
            let other = try await PostgresEventStore.open(client, .light)
            for number in 0..<3 {
                _ = try await other.append(.lamp(lamp, number == 0 ? .noStream : .exactly(Int64(number)))).receipts()
            }
            await other.close()
            try await client.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and \(raw: here)"
            )
            let append = StreamAppend(
                stream: lamp,
                expected: .exactly(3),
                commands: [.lamp()],
                history: history
            )
            #expect(try await store.append(append) == .conflict(actual: 3))
            #expect(store.history(of: lamp) > history)
            #expect(try await handle.state(of: lamp).state.room == nil, "nobody installed this one")
            await store.close()
        }
    }

    @Test func `a server that forgets prepared statements refuses nobody`() async throws {
        try await withTestDatabase { client, _ in
            let store = try await PostgresEventStore.open(client, .light)
            try await client.onEvent("if new.type = 'light.odd.v1' then execute 'deallocate all'; end if;")
            try await withThrowingTaskGroup(of: Void.self) { writers in
                for writer in 0..<3 {
                    writers.addTask {
                        for turn in 0..<100 {
                            let type = turn % 5 == writer ? "light.odd.v1" : "light.switched-on.v1"
                            _ = try await store.append(.lamp(.lamp(), .noStream, [.of(type)])).receipts()
                        }
                    }
                }
                try await writers.waitForAll()
            }
            #expect(store.statistics.events == 300)
            await store.close()
        }
    }

    @Test func `one command for two streams at once is recorded once`() async throws {
        try await withStore { store, _ in
            for _ in 0..<10 {
                let command = CommandEvents.lamp()
                let outcomes = try await withThrowingTaskGroup(of: AppendOutcome.self) { writers in
                    for _ in 0..<8 {
                        writers.addTask { try await store.append(.lamp(.lamp(), .noStream, [command])) }
                    }
                    return try await writers.reduce(into: []) { $0.append($1) }
                }
                #expect(outcomes.count { if case .appended = $0 { true } else { false } } == 1)
                #expect(outcomes.count { if case .alreadyRecorded = $0 { true } else { false } } == 7)
            }
        }
    }

    @Test func `tells listeners which lanes grew`() async throws {
        try await withStore { store, _ in
            let heard = Mutex<Set<Lane>>([])
            store.onAppended { lanes in heard.withLock { $0.formUnion(lanes) } }
            let stream = StreamID.lamp()
            _ = try await store.append(.lamp(stream, .streamExists))
            #expect(heard.withLock { $0 }.isEmpty)
            _ = try await store.append(.lamp(stream)).receipts()
            try await soon { heard.withLock { $0 } == [store.lane(of: stream)] }
        }
    }

    @Test func `says that nothing was recorded while the database is away, and is bounded in time`() async throws {
        var configuration = EventStoreConfiguration.light
        configuration.patience = .milliseconds(500)
        try await withStore(configuration) { store, client in
            let stream = StreamID.lamp()
            let blocker = try await PostgresConnection.connect(client.configuration)
            try await blocker.executeScript("begin; lock table light.events in access exclusive mode")
            let start = ContinuousClock.now
            await #expect {
                _ = try await store.append(.lamp(stream, .noStream))
            } throws: { error in
                guard case EventStoreError.unavailable(let reason) = error else { return false }
                return reason.contains("nothing was recorded")
            }
            #expect(ContinuousClock.now - start < .seconds(5))
            try await blocker.executeScript("rollback")
            await blocker.close()
            try await soon("it works again") { (try? await store.append(.lamp(stream, .noStream)).receipts()) != nil }
        }
    }

    @Test func `a command is recorded and answered although who asked for it has gone`() async throws {
        try await withStore { store, _ in
            let id = UUID()
            let known = CommandHandler<LightSwitch>(store: store) { UUID() }
            // This one has to read the stream first.
            let stranger = CommandHandler<LightSwitch>(store: store) { UUID() }
            let requests = [
                (known, CommandRequest.lamp(.install(room: "hall"), id: id)), (known, .lamp(.blink(times: 1))),
                (stranger, .lamp(.blink(times: 1))),
            ]
            for (version, (handle, request)) in zip(Int64(1)..., requests) {
                let asked = Task {
                    while !Task.isCancelled { await Task.yield() }
                    return try await handle(request, on: .lamp(id))
                }
                asked.cancel()
                let answer = try await asked.value
                #expect(answer.version == version)
            }
        }
    }

    @Test func `refuses appends after it was closed, having answered those before`() async throws {
        try await withStore { store, _ in
            let appended = Task { try await store.append(.lamp(.lamp())) }
            _ = try await appended.value.receipts()
            await store.close()
            await #expect(throws: EventStoreError.unavailable("it is shutting down")) {
                try await store.append(.lamp(.lamp()))
            }
        }
    }

    @Test func `refuses a transaction with a fixed snapshot, naming the reason`() async throws {
        try await withStore { store, client in
            await #expect {
                try await client.withTransaction(isolation: .repeatableRead) { transaction in
                    _ = try await store.append([.lamp(.lamp())], in: transaction)
                }
            } throws: { error in
                error.postgresError?.message.contains("read committed") ?? false
            }
        }
    }

    @Test func `appends in the caller's transaction, together with what else it does or not at all`() async throws {
        try await withStore { store, client in
            try await client.execute("create table cursors (position bigint)")
            let (kept, dropped) = (StreamID.lamp(), StreamID.lamp())
            struct Abandoned: Error {}
            try await client.withTransaction { transaction in
                try await transaction.execute("insert into cursors values (7)")
                let outcomes = try await store.append([.lamp(kept), .lamp(.lamp(), .streamExists)], in: transaction)
                #expect(try outcomes.first?.receipts().map(\.version) == [1])
                #expect(outcomes.last == .conflict(actual: 0))
            }
            await #expect(throws: Abandoned.self) {
                try await client.withTransaction { transaction in
                    _ = try await store.append([.lamp(dropped)], in: transaction)
                    throw Abandoned()
                }
            }
            #expect(try await store.load(kept, after: 0, snapshotSchema: nil).events.count == 1)
            #expect(try await store.load(dropped, after: 0, snapshotSchema: nil).events.isEmpty)
        }
    }
}

private let here = "datname = current_database()"
private let ours = "database = (select oid from pg_database where datname = current_database())"
private let sleeping = "\(here) and wait_event = 'PgSleep'"

extension CommandEvents {
    fileprivate static func of(_ type: String) -> Self {
        let event = EncodedEvent(id: UUID(), type: type, payload: Array("{}".utf8), occurredAt: .example)
        return CommandEvents(context: .example(), fingerprint: [], events: [event])
    }
}

extension PostgresClient {
    /// Lets the server do so for each event of the store `light` that is inserted.
    fileprivate func onEvent(_ body: String) async throws {
        try await execute(
            """
            create function light.on_event() returns trigger language plpgsql as
                $body$ begin \(raw: body) return null; end $body$
            """
        )
        try await execute(
            "create trigger on_event after insert on light.events for each row execute function light.on_event()"
        )
    }
}
