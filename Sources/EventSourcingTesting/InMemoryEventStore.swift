package import EventSourcing
import FoundationEssentials
import Synchronization

/// An event store that keeps everything in memory and its promises too: for tests that need no database.
package final class InMemoryEventStore: EventStore {
    private struct Contents {
        var streams: [StreamID: [EventEnvelope]] = [:]
        var lanes: [Lane: [EventEnvelope]] = [:]
        var commands: [TenantID: [CommandID: RecordedCommand]] = [:]
        var claims: [TenantID: [UniqueClaim: StreamID]] = [:]
        var snapshots: [SnapshotKey: (state: [UInt8], version: Int64)] = [:]
        var outage: EventStoreError?
        var history = 0
        var appends = 0
        var loads = 0
    }

    private struct SnapshotKey: Hashable {
        let stream: StreamID
        let schema: Int32
    }

    private let laneCount: Int
    private let maximumPayload: Int
    private let now: @Sendable () -> Timestamp
    private let contents = Mutex(Contents())

    package init(
        laneCount: Int = 16,
        maximumPayload: Int = 900_000,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now }
    ) {
        self.laneCount = laneCount
        self.maximumPayload = maximumPayload
        self.now = now
    }

    package func history(of stream: StreamID) -> Int { contents.withLock { $0.history } }

    /// Loses the stream's events after `version` with their commands, as a failover to a server that lacked them.
    package func lose(_ stream: StreamID, after version: Int64) {
        contents.withLock { contents in
            contents.streams[stream]?.removeAll { $0.version > version }
            contents.commands[stream.tenant] = contents.commands[stream.tenant]?.filter {
                $1.receipt.stream != stream || $1.receipt.version <= version
            }
            contents.history += 1
        }
    }

    package func load(_ stream: StreamID, after version: Int64, snapshotSchema: Int32?)
        async throws(EventStoreError) -> LoadedStream
    {
        try reach { contents in
            contents.loads += 1
            var snapshot = snapshotSchema.flatMap { contents.snapshots[SnapshotKey(stream: stream, schema: $0)] }
            if let found = snapshot, found.version <= version { snapshot = nil }
            let first = snapshot?.version ?? version
            return LoadedStream(
                snapshot: snapshot,
                events: contents.streams[stream, default: []].filter { $0.version > first }
            )
        }
    }

    package func append(_ append: StreamAppend) async throws(EventStoreError) -> AppendOutcome {
        try append.requireStorable(maximumPayload: maximumPayload)
        // No store answers at once: meanwhile others come to wait.
        await Task.yield()
        return try reach { contents in
            contents.appends += 1
            if let refusal = refusal(of: append, by: contents) { return refusal }
            return .appended(append.commands.map { record($0, on: append.stream, in: &contents) })
        }
    }

    package func recorded(_ commands: [CommandID], tenant: TenantID)
        async throws(EventStoreError) -> [CommandID: RecordedCommand]
    {
        try reach { contents in contents.commands[tenant, default: [:]].filter { commands.contains($0.key) } }
    }

    package func holder(of claim: UniqueClaim, tenant: TenantID) async throws(EventStoreError) -> StreamID? {
        try reach { contents in contents.claims[tenant]?[claim] }
    }

    package func saveSnapshot(_ state: [UInt8], schema: Int32, of stream: StreamID, version: Int64)
        async throws(EventStoreError)
    {
        try reach { contents in
            let key = SnapshotKey(stream: stream, schema: schema)
            guard contents.snapshots[key].map({ $0.version < version }) ?? true else { return }
            contents.snapshots[key] = (state, version)
        }
    }

    private func refusal(of append: StreamAppend, by contents: Contents) -> AppendOutcome? {
        let tenant = append.stream.tenant
        for (index, command) in append.commands.enumerated() {
            if let earlier = contents.commands[tenant]?[command.context.commandID] {
                return .alreadyRecorded(index: index, earlier)
            }
        }
        let version = contents.streams[append.stream]?.last?.version ?? 0
        guard append.expected.admits(version) else { return .conflict(actual: version) }
        for claim in append.commands.flatMap(\.claims) {
            if let holder = contents.claims[tenant]?[claim], holder != append.stream {
                return .claimed(claim, by: holder)
            }
        }
        return nil
    }

    private func record(_ command: CommandEvents, on stream: StreamID, in contents: inout Contents) -> CommandReceipt {
        let lane = Lane(of: stream, count: laneCount)
        for event in command.events {
            let envelope = EventEnvelope(
                stream: stream,
                version: (contents.streams[stream]?.last?.version ?? 0) + 1,
                lane: lane,
                sequence: (contents.lanes[lane]?.last?.sequence ?? 0) + 1,
                id: event.id,
                type: event.type,
                occurredAt: event.occurredAt,
                recordedAt: now(),
                context: command.context,
                payload: event.payload
            )
            contents.streams[stream, default: []].append(envelope)
            contents.lanes[lane, default: []].append(envelope)
        }
        for claim in command.releases where contents.claims[stream.tenant]?[claim] == stream {
            contents.claims[stream.tenant]?[claim] = nil
        }
        for claim in command.claims { contents.claims[stream.tenant, default: [:]][claim] = stream }
        let receipt = CommandReceipt(
            stream: stream,
            version: contents.streams[stream]?.last?.version ?? 0,
            lane: lane,
            sequence: contents.lanes[lane]?.last?.sequence ?? 0
        )
        contents.commands[stream.tenant, default: [:]][command.context.commandID] = RecordedCommand(
            receipt: receipt,
            fingerprint: command.fingerprint
        )
        return receipt
    }

    private func reach<Answer: Sendable>(_ body: (inout Contents) -> Answer) throws(EventStoreError) -> Answer {
        let answer: Result<Answer, EventStoreError> = contents.withLock { contents in
            if let outage = contents.outage { return .failure(outage) }
            return .success(body(&contents))
        }
        return try answer.get()
    }
}

extension InMemoryEventStore {
    /// Makes every call fail with `error`, until nil is given.
    package func fail(with error: EventStoreError?) { contents.withLock { $0.outage = error } }

    /// Everything that was recorded on a stream.
    package func events(of stream: StreamID) -> [EventEnvelope] {
        contents.withLock { $0.streams[stream, default: []] }
    }

    /// Everything that was recorded in a lane, in order.
    package func events(in lane: Lane) -> [EventEnvelope] { contents.withLock { $0.lanes[lane, default: []] } }

    /// How many appends and loads were asked for.
    package var calls: (appends: Int, loads: Int) { contents.withLock { ($0.appends, $0.loads) } }
}
