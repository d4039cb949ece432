import EventSourcing
import EventStorePostgres
import FoundationEssentials

/// What one transaction of a policy is about to append: several events' consequences, on as many streams as they touch.
///
/// A stream is loaded once; later commands on it are decided on what the earlier ones left.
final class PolicyWorkspace {
    /// A stream with its undone work.
    private struct Staged {
        var state: any Sendable
        var version: Int64
        var commands: [CommandEvents] = []
        /// For each of `commands`, the position of the event that caused it.
        var causes: [Int] = []
    }

    let policy: String
    private let store: PostgresEventStore
    private let newEventID: @Sendable () -> UUID
    private var streams: [StreamID: Staged] = [:]
    /// Commands that the store has; only those that were looked for.
    private var recorded: Set<CommandID> = []
    /// Commands that were looked for and not found.
    private var unrecorded: Set<CommandID> = []

    init(policy: String, store: PostgresEventStore, newEventID: @escaping @Sendable () -> UUID) {
        self.policy = policy
        self.store = store
        self.newEventID = newEventID
    }

    /// One append per stream that something happens to, in the order of the streams.
    var appends: [StreamAppend] {
        streams.filter { !$0.value.commands.isEmpty }.sorted { $0.key < $1.key }.map { stream, staged in
            StreamAppend(
                stream: stream,
                expected: staged.version == 0 ? .noStream : .exactly(staged.version),
                commands: staged.commands
            )
        }
    }

    /// The permanent id of a policy's `index`-th command for an event.
    func commandID(for event: EventEnvelope, index: Int) -> CommandID {
        CommandID(Self.commandID(policy: policy, event: event.id, index: index))
    }

    /// The permanent id of a policy's command for an event on one of the many streams that it concerns.
    func commandID(for event: EventEnvelope, on stream: StreamID) -> CommandID {
        CommandID(Self.commandID(policy: "\(policy)/\(stream.id.lowercased)", event: event.id, index: 0))
    }

    /// Looks up with one statement which of the streams an event had its effect on already.
    func lookUp(_ event: EventEnvelope, on streams: [StreamID]) async throws {
        let commands = streams.map { commandID(for: event, on: $0) }.filter {
            !recorded.contains($0) && !unrecorded.contains($0)
        }
        if !commands.isEmpty { try await lookUp(commands, of: event.tenant) }
    }

    /// Looks up with one statement which events had their first consequence already.
    func lookUp(_ events: [EventEnvelope]) async throws {
        for (tenant, events) in Dictionary(grouping: events, by: \.tenant) {
            try await lookUp(events.map { commandID(for: $0, index: 0) }, of: tenant)
        }
    }

    func state<D: Decider>(of stream: StreamID, by decider: D.Type) async throws -> D.State {
        if let state = streams[stream]?.state as? D.State { return state }
        let loaded = try await load(stream, by: decider)
        streams[stream] = loaded.staged
        return loaded.state
    }

    func stage<D: Decider>(
        _ command: D.Command,
        by decider: D.Type,
        on stream: StreamID,
        context: CommandContext,
        cause position: Int,
        at time: Timestamp
    ) async throws {
        if try await isRecorded(context.commandID, of: stream.tenant) { return }
        var state = try await state(of: stream, by: decider)
        let decided = try D.decide(command, given: state)
        guard !decided.isEmpty else { return }
        let encoded = try decided.map { try $0.encoded(id: newEventID(), occurredAt: time) }
        for event in decided { D.evolve(&state, by: event) }
        streams[stream]?.state = state
        streams[stream]?.causes.append(position)
        streams[stream]?.commands.append(
            CommandEvents(context: context, fingerprint: context.causationID?.bytes ?? [], events: encoded)
        )
    }

    /// The store knows this command after all.
    func note(recorded command: CommandID) { recorded.insert(command) }

    /// The store has taken this within the transaction; what is staged later builds on it.
    func settle(_ append: StreamAppend) {
        recorded.formUnion(append.commands.map(\.context.commandID))
        streams[append.stream]?.version += Int64(append.commands.reduce(0) { $0 + $1.events.count })
        streams[append.stream]?.commands = []
        streams[append.stream]?.causes = []
    }

    /// Forgets one stream alone: nothing else stands or falls with it.
    func drop(_ stream: StreamID) { streams[stream] = nil }

    /// Forgets `changed`, and whatever stands or falls with it.
    ///
    /// - Returns: the positions of the events whose reactions have to be made anew, in order.
    func forget(_ changed: Set<StreamID>) -> [Int] {
        var gone = changed
        var positions: Set<Int> = []
        while true {
            positions = Set(gone.flatMap { streams[$0]?.causes ?? [] })
            let touched = streams.filter { !positions.isDisjoint(with: $0.value.causes) }.map(\.key)
            guard !gone.isSuperset(of: touched) else { break }
            gone.formUnion(touched)
        }
        // What was only read may have changed as well.
        for (stream, staged) in streams where gone.contains(stream) || staged.commands.isEmpty {
            streams[stream] = nil
        }
        return positions.sorted()
    }

    private func isRecorded(_ command: CommandID, of tenant: TenantID) async throws -> Bool {
        if !recorded.contains(command), !unrecorded.contains(command) { try await lookUp([command], of: tenant) }
        return recorded.contains(command)
    }

    private func lookUp(_ commands: [CommandID], of tenant: TenantID) async throws {
        let found = Set(try await store.recorded(commands, tenant: tenant).keys)
        recorded.formUnion(found)
        unrecorded.formUnion(Set(commands).subtracting(found))
    }

    private func load<D: Decider>(_ stream: StreamID, by decider: D.Type)
        async throws -> (state: D.State, staged: Staged)
    {
        let loaded = try await store.load(stream, after: 0, snapshotSchema: D.snapshot?.schema)
        var state = D.initialState
        if let snapshot = loaded.snapshot, let codec = D.snapshot { state = try codec.decode(snapshot.state) }
        for envelope in loaded.events {
            guard let event = try D.Event(recorded: envelope) else {
                throw UnreadableEvent(type: envelope.type, stream: stream, version: envelope.version)
            }
            D.evolve(&state, by: event)
        }
        let version = loaded.events.last?.version ?? loaded.snapshot?.version ?? 0
        return (state, Staged(state: state, version: version))
    }

    /// A UUID of version 8 from four hashes over policy, event and index: the event's id is random already.
    static func commandID(policy: String, event: UUID, index: Int) -> UUID {
        let name = Array("\(policy)/\(index)/".utf8) + event.bytes
        let digest = (0..<4).flatMap { (part: UInt8) -> [UInt8] in
            let hash = murmur2([part] + name)
            return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: hash >> $0) }
        }
        return UUID(digest: digest) ?? event
    }
}
