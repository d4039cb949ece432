import EventSourcing
import FoundationEssentials
import Testing

extension EventStoreContract {
    func refusesAnotherVersion(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        #expect(try await store.append(.lamp(stream, .exactly(1))) == .conflict(actual: 0))
        _ = try await store.append(.lamp(stream, .noStream, [.lamp(2)])).receipts()
        #expect(try await store.append(.lamp(stream, .exactly(1))) == .conflict(actual: 2))
        #expect(try await store.append(.lamp(stream, .exactly(3))) == .conflict(actual: 2))
        #expect(try await store.events(of: stream).count == 2)
    }

    func refusesExisting(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        _ = try await store.append(.lamp(stream, .noStream)).receipts()
        #expect(try await store.append(.lamp(stream, .noStream)) == .conflict(actual: 1))
    }

    func requiresExistence(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        #expect(try await store.append(.lamp(stream, .streamExists)) == .conflict(actual: 0))
        #expect(try await store.events(of: stream).isEmpty)
    }

    func serialisesWriters(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        for version in Int64(0)..<5 {
            let expected: ExpectedVersion = version == 0 ? .noStream : .exactly(version)
            let winners = try await withThrowingTaskGroup(of: Bool.self) { writers in
                for _ in 0..<16 {
                    writers.addTask {
                        switch try await store.append(.lamp(stream, expected)) {
                        case .appended: return true
                        case .conflict(let actual):
                            #expect(actual == version + 1)
                            return false
                        case .alreadyRecorded, .claimed:
                            Issue.record("neither appended nor a conflict")
                            return false
                        }
                    }
                }
                return try await writers.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(winners == 1)
        }
        #expect(try await store.events(of: stream).map(\.version) == [1, 2, 3, 4, 5])
    }

    func refusesTooLarge(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        let large = CommandEvents(context: .example(), fingerprint: [], events: [.lamp(), .lamp(padding: 1_000_000)])
        await expectInvalid { try await store.append(.lamp(stream, .noStream, [.lamp(), large])) }
        #expect(try await store.events(of: stream).isEmpty)
    }

    func refusesEmpty(_ store: some EventStore) async throws {
        let stream = StreamID.lamp()
        let id = UUID()
        await expectInvalid { try await store.append(.lamp(stream, .any, [])) }
        await expectInvalid { try await store.append(.lamp(stream, .any, [.lamp(0)])) }
        await expectInvalid { try await store.append(.lamp(stream, .any, [.lamp(id: id), .lamp(id: id)])) }
        #expect(try await store.events(of: stream).isEmpty)
    }

    private func expectInvalid(_ append: () async throws -> AppendOutcome) async {
        await #expect {
            _ = try await append()
        } throws: { error in
            if case EventStoreError.invalid = error { true } else { false }
        }
    }
}
