import EventSourcing
import FoundationEssentials
import Testing

extension EventStoreContract {
    func appendsAndLoads(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        let context = CommandContext(
            commandID: CommandID(UUID()),
            correlationID: UUID(),
            causationID: UUID(),
            actor: "tester",
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        )
        let payload = [UInt8](#"{"note":"π, \"quotes\", back\\slash, \u0000","on":true}"#.utf8)
        let event = EncodedEvent(id: UUID(), type: "light.lamp-switched.v1", payload: payload, occurredAt: .example)
        let command = CommandEvents(context: context, fingerprint: [7], events: [event])
        let receipt = try #require(try await store.append(.lamp(stream, .noStream, [command])).receipts().first)

        let loaded = try #require(try await store.events(of: stream).first)
        #expect(loaded.stream == stream)
        #expect(loaded.id == event.id)
        #expect(loaded.type == event.type)
        #expect(loaded.payload == payload)
        #expect(loaded.occurredAt == .example)
        #expect(loaded.context == context)
        #expect(loaded.recordedAt > .example)
        #expect(
            CommandReceipt(
                stream: loaded.stream,
                version: loaded.version,
                lane: loaded.lane,
                sequence: loaded.sequence
            ) == receipt
        )
        #expect(try await store.events(of: .lamp()).isEmpty)
    }

    func numbersVersions(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        _ = try await store.append(.lamp(stream, .noStream, [.lamp(2), .lamp(1)])).receipts()
        _ = try await store.append(.lamp(stream, .exactly(3), [.lamp(2)])).receipts()
        _ = try await store.append(.lamp(stream, .any)).receipts()
        _ = try await store.append(.lamp(stream, .streamExists)).receipts()
        #expect(try await store.events(of: stream).map(\.version) == [1, 2, 3, 4, 5, 6, 7])
    }

    func numbersLanes(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        let first = try await store.append(.lamp(stream, .noStream, [.lamp(2), .lamp(3)])).receipts()
        let events = try await store.events(of: stream)
        let base = try #require(events.first).sequence - 1
        #expect(events.map(\.sequence) == (1...5).map { base + $0 })
        #expect(first.map(\.version) == [2, 5])
        #expect(first.map(\.sequence) == [base + 2, base + 5])
        #expect(Set(events.map(\.lane)) == Set(first.map(\.lane)))
        let next = try await store.append(.lamp(stream, .exactly(5))).receipts()
        #expect(next.map(\.sequence) == [base + 6])
    }

    func keepsStreamsApart(_ store: some EventStore) async throws {
        let id = UUID()
        let streams = [
            StreamID.lamp(id), StreamID.lamp(id, tenant: .example("tebo")),
            StreamID(tenant: .example(), category: "lantern", id: id),
        ]
        for stream in streams { _ = try await store.append(.lamp(stream, .noStream)).receipts() }
        for stream in streams {
            #expect(try await store.events(of: stream).map(\.stream) == [stream])
        }
    }

    func loadsTails(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        _ = try await store.append(.lamp(stream, .noStream, [.lamp(5)])).receipts()
        #expect(try await store.load(stream, after: 3, snapshotSchema: nil).events.map(\.version) == [4, 5])
        #expect(try await store.load(stream, after: 5, snapshotSchema: nil).events.isEmpty)
    }

    func appendsMany(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        let receipts = try await store.append(.lamp(stream, .noStream, (0..<50).map { _ in .lamp(100) })).receipts()
        #expect(receipts.map(\.version) == (1...50).map { $0 * 100 })
        #expect(try await store.events(of: stream).map(\.version) == Array(1...5_000))
    }
}
