package import EventSourcing
import FoundationEssentials
package import Testing

/// What every event store promises, one case per promise: run all of them against each implementation.
///
///     @Test(arguments: EventStoreContract.allCases)
///     func `keeps the contract`(promise: EventStoreContract) async throws {
///         try await promise.verify(InMemoryEventStore())
///     }
package enum EventStoreContract: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case appendsAndLoads = "loads what was appended, byte for byte"
    case numbersVersions = "numbers a stream's events from 1 without gaps"
    case numbersLanes = "numbers a lane's events from 1 without gaps, one receipt per command"
    case refusesAnotherVersion = "refuses an append that expects another version, naming the actual one"
    case refusesExisting = "refuses to create a stream that exists"
    case requiresExistence = "refuses an append to a missing stream that must exist"
    case keepsStreamsApart = "keeps tenants and categories with the same id apart"
    case recordsCommandsOnce = "records a command once, and tells where"
    case prefersRepetition = "answers a repeated command with its record even when the version has moved on"
    case keepsCommandsPerTenant = "takes the same command id from another tenant"
    case recordsAllOrNothing = "records nothing of an append when one of its commands is a repetition"
    case claimsValues = "lets one stream hold a value, and names the holder"
    case allowsReclaiming = "lets the holder claim again"
    case releasesValues = "frees a value that is released, and only by its holder"
    case followsClaimOrder = "follows claims and releases of one append in order"
    case leavesNoClaimBehind = "takes no claim for an append that is refused"
    case loadsTails = "loads the events after a version"
    case usesSnapshots = "loads from the newest snapshot of the schema asked for"
    case keepsNewerSnapshot = "keeps the newer of two snapshots"
    case serialisesWriters = "lets exactly one of many writers win each version"
    case appendsMany = "takes thousands of events in one append"
    case refusesTooLarge = "refuses an oversized event and changes nothing"
    case refusesEmpty = "refuses commands without events and commands that stand twice"

    package var testDescription: String { rawValue }

    /// Checks the promise on a store that may already hold other streams.
    package func verify(_ store: some EventStore) async throws {
        switch self {
        case .appendsAndLoads: try await appendsAndLoads(store)
        case .numbersVersions: try await numbersVersions(store)
        case .numbersLanes: try await numbersLanes(store)
        case .refusesAnotherVersion: try await refusesAnotherVersion(store)
        case .refusesExisting: try await refusesExisting(store)
        case .requiresExistence: try await requiresExistence(store)
        case .keepsStreamsApart: try await keepsStreamsApart(store)
        case .recordsCommandsOnce: try await recordsCommandsOnce(store)
        case .prefersRepetition: try await prefersRepetition(store)
        case .keepsCommandsPerTenant: try await keepsCommandsPerTenant(store)
        case .recordsAllOrNothing: try await recordsAllOrNothing(store)
        case .claimsValues: try await claimsValues(store)
        case .allowsReclaiming: try await allowsReclaiming(store)
        case .releasesValues: try await releasesValues(store)
        case .followsClaimOrder: try await followsClaimOrder(store)
        case .leavesNoClaimBehind: try await leavesNoClaimBehind(store)
        case .loadsTails: try await loadsTails(store)
        case .usesSnapshots: try await usesSnapshots(store)
        case .keepsNewerSnapshot: try await keepsNewerSnapshot(store)
        case .serialisesWriters: try await serialisesWriters(store)
        case .appendsMany: try await appendsMany(store)
        case .refusesTooLarge: try await refusesTooLarge(store)
        case .refusesEmpty: try await refusesEmpty(store)
        }
    }
}

extension AppendOutcome {
    /// The receipts; fails the test when the append was refused.
    package func receipts(sourceLocation: SourceLocation = #_sourceLocation) throws -> [CommandReceipt] {
        guard case .appended(let receipts) = self else {
            Issue.record("not appended, but \(self)", sourceLocation: sourceLocation)
            return []
        }
        return receipts
    }
}

extension EventStore {
    func events(of stream: StreamID) async throws -> [EventEnvelope] {
        try await load(stream, after: 0, snapshotSchema: nil).events
    }
}
