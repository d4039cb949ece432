import EventSourcing
import FoundationEssentials
import Testing

extension EventStoreContract {
    func recordsCommandsOnce(_ store: some EventStore) async throws {
        let (stream, id) = (StreamID.lamp(), UUID())
        let append = StreamAppend.lamp(stream, .any, [.lamp(2, id: id, fingerprint: [9, 9])])
        let receipt = try #require(try await store.append(append).receipts().first)
        let recorded = RecordedCommand(receipt: receipt, fingerprint: [9, 9])
        #expect(try await store.append(append) == .alreadyRecorded(index: 0, recorded))
        #expect(try await store.append(.lamp(.lamp(), .any, [.lamp(id: id)])) == .alreadyRecorded(index: 0, recorded))
        let ids = [CommandID(id), CommandID(UUID())]
        #expect(try await store.recorded(ids, tenant: stream.tenant) == [CommandID(id): recorded])
        #expect(try await store.recorded([], tenant: stream.tenant).isEmpty)
        #expect(try await store.events(of: stream).count == 2)
    }

    func prefersRepetition(_ store: some EventStore) async throws {
        let (stream, id) = (StreamID.lamp(), UUID())
        let create = StreamAppend.lamp(stream, .noStream, [.lamp(id: id)])
        let receipt = try #require(try await store.append(create).receipts().first)
        _ = try await store.append(.lamp(stream, .exactly(1))).receipts()
        let recorded = RecordedCommand(receipt: receipt, fingerprint: [1, 2, 3])
        #expect(try await store.append(create) == .alreadyRecorded(index: 0, recorded))
    }

    func keepsCommandsPerTenant(_ store: some EventStore) async throws {
        let id = UUID()
        _ = try await store.append(.lamp(.lamp(), .any, [.lamp(id: id)])).receipts()
        let other = TenantID.example("tebo")
        #expect(try await store.recorded([CommandID(id)], tenant: other).isEmpty)
        _ = try await store.append(.lamp(.lamp(tenant: other), .any, [.lamp(id: id)])).receipts()
    }

    func recordsAllOrNothing(_ store: some EventStore) async throws {
        let (stream, id) = (StreamID.lamp(), UUID())
        let receipt = try #require(try await store.append(.lamp(stream, .any, [.lamp(id: id)])).receipts().first)
        let mixed = StreamAppend.lamp(stream, .exactly(1), [.lamp(), .lamp(id: id), .lamp()])
        let recorded = RecordedCommand(receipt: receipt, fingerprint: [1, 2, 3])
        #expect(try await store.append(mixed) == .alreadyRecorded(index: 1, recorded))
        #expect(try await store.events(of: stream).count == 1)
    }
}
