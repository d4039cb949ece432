/// What the writer believes about the stream it appends to.
package enum ExpectedVersion: Sendable, Hashable {
    /// The stream does not exist yet.
    case noStream
    /// Its last event has exactly this version.
    case exactly(Int64)
    /// It exists, whatever its version.
    case streamExists
    /// No belief.
    case any
}

/// A value that at most one stream of a tenant may hold, such as a NIP: kept as a keyed digest, never in the clear.
package struct UniqueClaim: Sendable, Hashable {
    /// What kind of value: `nip`.
    package let kind: String
    package let digest: [UInt8]

    package init(kind: String, digest: [UInt8]) {
        self.kind = kind
        self.digest = digest
    }
}

/// The part of an append that one command caused.
package struct CommandEvents: Sendable {
    package let context: CommandContext
    /// Digest of the request, so that one command id cannot be used for two different requests.
    package let fingerprint: [UInt8]
    package let events: [EncodedEvent]
    package let claims: [UniqueClaim]
    package let releases: [UniqueClaim]

    package init(
        context: CommandContext,
        fingerprint: [UInt8],
        events: [EncodedEvent],
        claims: [UniqueClaim] = [],
        releases: [UniqueClaim] = []
    ) {
        self.context = context
        self.fingerprint = fingerprint
        self.events = events
        self.claims = claims
        self.releases = releases
    }
}

/// Events for one stream, by one command or by several that were decided one after another: all or nothing.
package struct StreamAppend: Sendable {
    package let stream: StreamID
    package let expected: ExpectedVersion
    package let commands: [CommandEvents]
    /// The store's history in which `expected` was true; nil when it was read in the same transaction.
    package let history: Int?

    package init(stream: StreamID, expected: ExpectedVersion, commands: [CommandEvents], history: Int? = nil) {
        self.stream = stream
        self.expected = expected
        self.commands = commands
        self.history = history
    }
}

/// Proof that a command was recorded, and where: a reader can wait until it has seen `sequence` of `lane`.
package struct CommandReceipt: Sendable, Equatable {
    package let stream: StreamID
    /// Version of the stream after the command.
    package let version: Int64
    package let lane: Lane
    /// Lane sequence of the command's last event.
    package let sequence: Int64

    package init(stream: StreamID, version: Int64, lane: Lane, sequence: Int64) {
        self.stream = stream
        self.version = version
        self.lane = lane
        self.sequence = sequence
    }
}

/// What became of a `StreamAppend`.
///
/// Anything but `appended` changed nothing.
package enum AppendOutcome: Sendable, Equatable {
    /// Durable; one receipt per command, in order.
    case appended([CommandReceipt])
    /// The stream is at another version than expected, or at the same one of another history; 0 when it does not exist.
    case conflict(actual: Int64)
    /// The command at `index` was recorded before.
    case alreadyRecorded(index: Int, RecordedCommand)
    /// Another stream holds the value.
    case claimed(UniqueClaim, by: StreamID)
}

/// A command that the store remembers.
package struct RecordedCommand: Sendable, Equatable {
    package let receipt: CommandReceipt
    package let fingerprint: [UInt8]

    package init(receipt: CommandReceipt, fingerprint: [UInt8]) {
        self.receipt = receipt
        self.fingerprint = fingerprint
    }
}

/// A stream's history, possibly shortened by a snapshot.
package struct LoadedStream: Sendable {
    /// State bytes and the version they stand for; nil when none of the asked schema exists.
    package let snapshot: (state: [UInt8], version: Int64)?
    /// The events after the snapshot, or after the version asked for, in order.
    package let events: [EventEnvelope]

    package init(snapshot: (state: [UInt8], version: Int64)?, events: [EventEnvelope]) {
        self.snapshot = snapshot
        self.events = events
    }
}

/// The append-only truth of one service.
package protocol EventStore: Sendable {
    /// Another number as soon as what was read of the stream before may never have happened, as after a failover to a
    /// server that lacks the newest events.
    func history(of stream: StreamID) -> Int

    /// The stream's events after `version`; with `snapshotSchema`, from the newest usable snapshot that is newer.
    func load(_ stream: StreamID, after version: Int64, snapshotSchema: Int32?) async throws(EventStoreError)
        -> LoadedStream

    /// Records all or nothing. Returns only after the commit is durable, and also in a cancelled task with the outcome:
    /// what was handed over may be stored by then.
    func append(_ append: StreamAppend) async throws(EventStoreError) -> AppendOutcome

    /// Those of the commands that were recorded before.
    func recorded(_ commands: [CommandID], tenant: TenantID)
        async throws(EventStoreError) -> [CommandID: RecordedCommand]

    /// The stream that holds the value.
    func holder(of claim: UniqueClaim, tenant: TenantID) async throws(EventStoreError) -> StreamID?

    /// Keeps a snapshot; losing it costs time, not data.
    func saveSnapshot(_ state: [UInt8], schema: Int32, of stream: StreamID, version: Int64)
        async throws(EventStoreError)
}

/// Why the store did not answer.
package enum EventStoreError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The store cannot be reached or is shutting down; nothing is known to have been recorded. Try again.
    case unavailable(String)
    /// The caller handed over something that can never be stored, such as an event above the size limit.
    case invalid(String)
    /// The store broke its own promise; needs an operator.
    case corrupt(String)

    package var description: String {
        switch self {
        case .unavailable(let reason): "the event store is unavailable: \(reason)"
        case .invalid(let reason): "the event store refuses this: \(reason)"
        case .corrupt(let reason): "the event store is inconsistent: \(reason)"
        }
    }
}
