import EventSourcing
import FoundationEssentials
import Testing

extension EventStoreContract {
    func usesSnapshots(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        _ = try await store.append(.lamp(stream, .noStream, [.lamp(6)])).receipts()
        try await store.saveSnapshot([4, 4], schema: 1, of: stream, version: 4)

        let loaded = try await store.load(stream, after: 0, snapshotSchema: 1)
        #expect(loaded.snapshot?.state == [4, 4])
        #expect(loaded.snapshot?.version == 4)
        #expect(loaded.events.map(\.version) == [5, 6])

        let otherSchema = try await store.load(stream, after: 0, snapshotSchema: 2)
        #expect(otherSchema.snapshot == nil)
        #expect(otherSchema.events.count == 6)
        let newerKnown = try await store.load(stream, after: 5, snapshotSchema: 1)
        #expect(newerKnown.snapshot == nil)
        #expect(newerKnown.events.map(\.version) == [6])
        #expect(try await store.load(stream, after: 0, snapshotSchema: nil).snapshot == nil)
    }

    func keepsNewerSnapshot(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        _ = try await store.append(.lamp(stream, .noStream, [.lamp(6)])).receipts()
        try await store.saveSnapshot([5], schema: 1, of: stream, version: 5)
        try await store.saveSnapshot([2], schema: 1, of: stream, version: 2)
        #expect(try await store.load(stream, after: 0, snapshotSchema: 1).snapshot?.version == 5)
        try await store.saveSnapshot([6], schema: 1, of: stream, version: 6)
        let loaded = try await store.load(stream, after: 0, snapshotSchema: 1)
        #expect(loaded.snapshot?.state == [6])
        #expect(loaded.events.isEmpty)
    }
}
