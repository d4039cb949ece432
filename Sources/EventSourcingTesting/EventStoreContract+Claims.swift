import EventSourcing
import FoundationEssentials
import Testing

extension EventStoreContract {
    private func newClaim() -> UniqueClaim { UniqueClaim(kind: "serial", digest: UUID().bytes) }

    func claimsValues(_ store: some EventStore) async throws {
        let claim = newClaim()
        let streams = (0..<8).map { _ in StreamID.lamp() }
        let outcomes = try await withThrowingTaskGroup(of: (StreamID, AppendOutcome).self) { writers in
            for stream in streams {
                writers.addTask { (stream, try await store.append(.lamp(stream, .any, [.lamp(claims: [claim])]))) }
            }
            return try await writers.reduce(into: []) { $0.append($1) }
        }
        let holder = try #require(try await store.holder(of: claim, tenant: .example()))
        for (stream, outcome) in outcomes {
            if stream == holder {
                #expect(try outcome.receipts().count == 1)
            } else {
                #expect(outcome == .claimed(claim, by: holder))
                #expect(try await store.events(of: stream).isEmpty)
            }
        }
        let other = TenantID.example("tebo")
        #expect(try await store.holder(of: claim, tenant: other) == nil)
        _ = try await store.append(.lamp(.lamp(tenant: other), .any, [.lamp(claims: [claim])])).receipts()
    }

    func allowsReclaiming(_ store: some EventStore) async throws {
        let (claim, stream) = (newClaim(), StreamID.lamp())
        for _ in 0..<2 { _ = try await store.append(.lamp(stream, .any, [.lamp(claims: [claim])])).receipts() }
        #expect(try await store.holder(of: claim, tenant: .example()) == stream)
    }

    func releasesValues(_ store: some EventStore) async throws {
        let (claim, holder, other) = (newClaim(), StreamID.lamp(), StreamID.lamp())
        _ = try await store.append(.lamp(holder, .any, [.lamp(claims: [claim])])).receipts()
        _ = try await store.append(.lamp(other, .any, [.lamp(releases: [claim])])).receipts()
        #expect(try await store.holder(of: claim, tenant: .example()) == holder)
        _ = try await store.append(.lamp(holder, .any, [.lamp(releases: [claim])])).receipts()
        #expect(try await store.holder(of: claim, tenant: .example()) == nil)
        _ = try await store.append(.lamp(other, .any, [.lamp(claims: [claim])])).receipts()
        #expect(try await store.holder(of: claim, tenant: .example()) == other)
    }

    func followsClaimOrder(_ store: some EventStore) async throws {
        let (kept, freed, stream) = (newClaim(), newClaim(), StreamID.lamp())
        _ = try await store.append(.lamp(stream, .any, [.lamp(claims: [kept])])).receipts()
        let commands: [CommandEvents] = [
            .lamp(claims: [freed], releases: [kept]), .lamp(claims: [kept], releases: [freed]),
        ]
        _ = try await store.append(.lamp(stream, .any, commands)).receipts()
        #expect(try await store.holder(of: kept, tenant: .example()) == stream)
        #expect(try await store.holder(of: freed, tenant: .example()) == nil)
    }

    func leavesNoClaimBehind(_ store: some EventStore) async throws {
        let (taken, free, holder) = (newClaim(), newClaim(), StreamID.lamp())
        _ = try await store.append(.lamp(holder, .any, [.lamp(claims: [taken])])).receipts()
        let outcome = try await store.append(.lamp(.lamp(), .any, [.lamp(claims: [free, taken])]))
        #expect(outcome == .claimed(taken, by: holder))
        #expect(try await store.append(.lamp(.lamp(), .exactly(4), [.lamp(claims: [free])])) == .conflict(actual: 0))
        #expect(try await store.holder(of: free, tenant: .example()) == nil)
        #expect(try await store.holder(of: taken, tenant: .example()) == holder)
    }
}
