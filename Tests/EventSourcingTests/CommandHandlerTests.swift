import EventSourcing
import EventSourcingTesting
import FoundationEssentials
import Testing

struct CommandHandlerTests {
    private let store = InMemoryEventStore()
    private let lamp = StreamID.lamp()

    private var handle: CommandHandler<LightSwitch> { CommandHandler(store: store) { UUID() } }

    @Test func `records what an accepted command makes happen, and says where`() async throws {
        let handle = handle
        let installed = try await handle(.lamp(.install(room: "hall")), on: lamp)
        let switched = try await handle(.lamp(.turn(on: true)), on: lamp)
        #expect(installed.version == 1)
        #expect(switched.version == 2)
        #expect(!switched.changedNothing)
        let events = store.events(of: lamp)
        #expect(
            try events.map { try LampEvent(recorded: $0) } == [
                .installed(LampInstalled(room: "hall")), .switched(LampSwitched(on: true)),
            ]
        )
        #expect(switched.receipt?.sequence == events.last?.sequence)
        #expect(switched.receipt?.lane == events.last?.lane)
    }

    @Test func `tells the newest state, also what other processes recorded`() async throws {
        let handle = handle
        #expect(try await handle.state(of: lamp).version == 0)
        _ = try await handle(.lamp(.install(room: "hall")), on: lamp)
        let installed = try await handle.state(of: lamp)
        #expect(installed.version == 1)
        let elsewhere = self.handle
        _ = try await elsewhere(.lamp(.turn(on: true)), on: lamp)
        let switched = try await handle.state(of: lamp)
        #expect(switched.version == 2)
        #expect(switched.state != installed.state)
    }

    @Test func `reads the state that the command left, for a repetition the newest`() async throws {
        let (handle, elsewhere) = (handle, handle)
        _ = try await handle(.lamp(.install(room: "hall")), on: lamp)
        let request = CommandRequest.lamp(.turn(on: true))
        let first = try await handle(request, on: lamp, reading: { $0 })
        #expect(first.result.version == 2)
        #expect(try await first.value == handle.state(of: lamp).state)
        _ = try await elsewhere(.lamp(.turn(on: false)), on: lamp)
        let again = try await handle(request, on: lamp, reading: { $0 })
        #expect(again.result.version == 2 && again.result.changedNothing)
        #expect(try await again.value == elsewhere.state(of: lamp).state)
    }

    @Test func `records nothing when the business refuses`() async throws {
        await #expect(throws: CommandFailure<LightSwitch.Rejection>.rejected(.notInstalled)) {
            try await handle(.lamp(.turn(on: true)), on: lamp)
        }
        #expect(store.events(of: lamp).isEmpty)
    }

    @Test func `answers with the newest place when it is already so`() async throws {
        let handle = handle
        let installed = try await handle(.lamp(.install(room: "hall")), on: lamp)
        let again = try await handle(.lamp(.turn(on: false)), on: lamp)
        #expect(again == CommandResult(version: 1, receipt: installed.receipt, changedNothing: true))
    }

    @Test func `refuses a caller who saw another version`() async throws {
        let handle = handle
        _ = try await handle(.lamp(.install(room: "hall")), on: lamp)
        _ = try await handle(.lamp(.turn(on: true), expecting: 1), on: lamp)
        await #expect(throws: CommandFailure<LightSwitch.Rejection>.conflict(actual: 2)) {
            try await handle(.lamp(.turn(on: false), expecting: 1), on: lamp)
        }
        #expect(store.events(of: lamp).count == 2)
    }

    @Test func `answers a repeated command with its first result, also when the business would now refuse`()
        async throws
    {
        let id = UUID()
        let request = CommandRequest.lamp(.install(room: "hall"), id: id, expecting: 0)
        let first = try await handle(request, on: lamp)
        _ = try await handle(.lamp(.turn(on: true)), on: lamp)
        let repeated = try await handle(request, on: lamp)
        #expect(repeated == CommandResult(version: 1, receipt: first.receipt, changedNothing: true))
        #expect(store.events(of: lamp).count == 2)
    }

    @Test func `refuses a command id that was used for another request`() async throws {
        let id = UUID()
        let handle = handle
        _ = try await handle(.lamp(.install(room: "hall"), id: id), on: lamp)
        await #expect(throws: CommandFailure<LightSwitch.Rejection>.reused(CommandID(id))) {
            try await handle(.lamp(.turn(on: true), id: id), on: lamp)
        }
        await #expect(throws: CommandFailure<LightSwitch.Rejection>.reused(CommandID(id))) {
            try await handle(.lamp(.install(room: "attic"), id: id), on: lamp)
        }
    }

    @Test func `refuses a value that another stream holds`() async throws {
        let claim = UniqueClaim(kind: "serial", digest: [1])
        let handle = handle
        _ = try await handle(.lamp(.install(room: "hall"), claims: [claim]), on: lamp)
        let other = StreamID.lamp()
        await #expect(throws: CommandFailure<LightSwitch.Rejection>.claimed(claim, by: lamp)) {
            try await handle(.lamp(.install(room: "attic"), claims: [claim]), on: other)
        }
        #expect(store.events(of: other).isEmpty)
    }

    @Test func `says that the store is out of reach, and works again when it is back`() async throws {
        let handle = handle
        store.fail(with: .unavailable("no route"))
        await #expect(throws: CommandFailure<LightSwitch.Rejection>.unavailable("no route")) {
            try await handle(.lamp(.install(room: "hall")), on: lamp)
        }
        store.fail(with: nil)
        #expect(try await handle(.lamp(.install(room: "hall")), on: lamp).version == 1)
    }

    @Test func `refuses an event that is too large`() async throws {
        let small = CommandHandler<LightSwitch>(store: InMemoryEventStore(maximumPayload: 20)) { UUID() }
        await #expect {
            _ = try await small(.lamp(.install(room: "a room with a very long name")), on: lamp)
        } throws: { error in
            if case CommandFailure<LightSwitch.Rejection>.invalid? = error as? CommandFailure { true } else { false }
        }
    }

    @Test func `stops at an event that cannot be read`() async throws {
        let odd = EncodedEvent(
            id: UUID(),
            type: LampEvent.Name.switched.rawValue,
            payload: [0x7B],
            occurredAt: .example
        )
        let command = CommandEvents(context: .example(), fingerprint: [], events: [odd])
        _ = try await store.append(.lamp(lamp, .any, [command]))
        let unreadable = UnreadableEvent(type: odd.type, stream: lamp, version: 1)
        await #expect(throws: CommandFailure<LightSwitch.Rejection>.unreadable(unreadable)) {
            try await handle(.lamp(.turn(on: true)), on: lamp)
        }
    }
}
