import EventSourcing
import TestSupport
import EventSourcingTesting
import FoundationEssentials
import Testing

struct CommandHandlerConcurrencyTests {
    private let store = InMemoryEventStore()
    private let lamp = StreamID.lamp()

    @Test func `decides concurrent commands on one stream one after another`() async throws {
        let handle = CommandHandler<LightSwitch>(store: store) { UUID() }
        let lamp = lamp
        let accepted = await withTaskGroup(of: Bool.self) { commands in
            for number in 0..<200 {
                commands.addTask {
                    (try? await handle(.lamp(.install(room: "room \(number)")), on: lamp)) != nil
                }
            }
            return await commands.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(accepted == 1)
        #expect(store.events(of: lamp).count == 1)
    }

    @Test func `records commands that wait together with few appends`() async throws {
        let handle = CommandHandler<LightSwitch>(store: store) { UUID() }
        let lamp = lamp
        _ = try await handle(.lamp(.install(room: "hall")), on: lamp)
        let versions = try await withThrowingTaskGroup(of: Int64.self) { commands in
            for _ in 0..<500 { commands.addTask { try await handle(.lamp(.blink(times: 1)), on: lamp).version } }
            return try await commands.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(versions == Set(2...501))
        #expect(store.events(of: lamp).map(\.version) == Array(1...501))
        #expect(store.calls.appends < 500)
    }

    @Test func `answers one command sent many times at once with one record`() async throws {
        let handle = CommandHandler<LightSwitch>(store: store) { UUID() }
        let lamp = lamp
        let request = CommandRequest.lamp(.install(room: "hall"), id: UUID())
        let results = try await withThrowingTaskGroup(of: CommandResult.self) { commands in
            for _ in 0..<50 { commands.addTask { try await handle(request, on: lamp) } }
            return try await commands.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.map(\.receipt?.sequence)).count == 1)
        #expect(results.count { !$0.changedNothing } == 1)
        #expect(store.events(of: lamp).count == 1)
    }

    @Test func `what a store has lost is forgotten, also when others have written in its place`() async throws {
        let handle = CommandHandler<LightSwitch>(store: store) { UUID() }
        let other = CommandHandler<LightSwitch>(store: store) { UUID() }
        _ = try await handle(.lamp(.install(room: "hall")), on: lamp)
        for _ in 0..<2 { _ = try await handle(.lamp(.blink(times: 1)), on: lamp) }
        store.lose(lamp, after: 0)
        _ = try await other(.lamp(.install(room: "kitchen")), on: lamp)
        for _ in 0..<2 { _ = try await other(.lamp(.blink(times: 1)), on: lamp) }
        let remembered = try await handle.state(of: lamp)
        #expect(remembered.state.room == "kitchen" && remembered.version == 3)
        #expect(try await handle(.lamp(.blink(times: 1)), on: lamp).version == 4)

        store.lose(lamp, after: 1)
        #expect(try await handle(.lamp(.blink(times: 1)), on: lamp).version == 2)
        #expect(try await handle.state(of: lamp).version == 2)
    }

    @Test func `two processes on one stream lose nothing to stale states`() async throws {
        let first = CommandHandler<LightSwitch>(store: store) { UUID() }
        let second = CommandHandler<LightSwitch>(store: store) { UUID() }
        let lamp = lamp
        _ = try await first(.lamp(.install(room: "hall")), on: lamp)
        try await withThrowingTaskGroup(of: Void.self) { commands in
            for number in 0..<200 {
                let handle = number % 2 == 0 ? first : second
                commands.addTask { _ = try await handle(.lamp(.blink(times: 1)), on: lamp) }
            }
            try await commands.waitForAll()
        }
        #expect(store.events(of: lamp).map(\.version) == Array(1...201))
        let positions = try store.events(of: lamp).dropFirst().map { envelope in
            guard case .switched(let fact)? = try LampEvent(recorded: envelope) else { return false }
            return fact.on
        }
        #expect(positions == (0..<200).map { $0 % 2 == 0 })
    }

    @Test func `refuses on the newest state, not on the remembered one`() async throws {
        let first = CommandHandler<LightSwitch>(store: store) { UUID() }
        let second = CommandHandler<LightSwitch>(store: store) { UUID() }
        await #expect(throws: CommandFailure<LightSwitch.Rejection>.rejected(.notInstalled)) {
            try await first(.lamp(.turn(on: true)), on: lamp)
        }
        _ = try await second(.lamp(.install(room: "hall")), on: lamp)
        #expect(try await first(.lamp(.turn(on: true)), on: lamp).version == 2)
        #expect(try await second(.lamp(.turn(on: true)), on: lamp).changedNothing)
    }

    @Test func `starts from a snapshot once the history is long`() async throws {
        let writer = CommandHandler<LightSwitch>(store: store) { UUID() }
        _ = try await writer(.lamp(.install(room: "hall")), on: lamp)
        for _ in 0..<5 { _ = try await writer(.lamp(.blink(times: 50)), on: lamp) }
        // The snapshot is written after the answer, so it may take a moment.
        try await soon { try await store.load(lamp, after: 0, snapshotSchema: 1).snapshot != nil }
        #expect(try await store.load(lamp, after: 0, snapshotSchema: 1).events.count < 251)
        let reader = CommandHandler<LightSwitch>(store: store) { UUID() }
        #expect(try await reader(.lamp(.turn(on: true)), on: lamp).version == 252)
    }
}
