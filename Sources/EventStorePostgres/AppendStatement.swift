import EventSourcing
import FoundationEssentials
import PostgresClient

/// Appends that share no stream, command id or claimed value, as one call of the database function `append`.
struct AppendStatement {
    /// Per append: what the function said.
    enum Answer: Equatable {
        /// Taken; numbers before the append.
        case appended(version: Int64, sequence: Int64)
        case conflict(actual: Int64)
        case repeated
        case claimed
    }

    let appends: [StreamAppend]
    let lanes: [Lane]
    let schema: String

    /// Column by column, as the function takes them.
    private struct Arrays {
        var tenant: [String] = []
        var category: [String] = []
        var stream: [UUID] = []
        var lane: [Int16] = []
        var expected: [Int64] = []
        var events: [Int32] = []

        var commandAppend: [Int32] = []
        var commandTenant: [String] = []
        var command: [UUID] = []
        var fingerprint: [[UInt8]] = []
        var last: [Int32] = []

        var eventAppend: [Int32] = []
        var number: [Int32] = []
        var event: [UUID] = []
        var type: [String] = []
        var payload: [PostgresText] = []
        var occurredAt: [PostgresMicroseconds] = []
        var eventCommand: [UUID] = []
        var correlation: [UUID] = []
        var causation: [UUID?] = []
        var actor: [String] = []
        var traceparent: [String?] = []

        var claimAppend: [Int32] = []
        var kind: [String] = []
        var digest: [[UInt8]] = []
        var release: [Bool] = []
    }

    func query() -> PostgresQuery {
        var arrays = Arrays()
        for (index, append) in appends.enumerated() {
            add(append, number: Int32(index + 1), lane: lanes[index], to: &arrays)
        }
        return """
            select outcome, version, sequence from "\(raw: schema)".append(
                \(arrays.tenant), \(arrays.category), \(arrays.stream), \(arrays.lane), \(arrays.expected),
                \(arrays.events), \(arrays.commandAppend), \(arrays.commandTenant), \(arrays.command),
                \(arrays.fingerprint), \(arrays.last), \(arrays.eventAppend), \(arrays.number), \(arrays.event),
                \(arrays.type), \(arrays.payload), \(arrays.occurredAt), \(arrays.eventCommand),
                \(arrays.correlation), \(arrays.causation), \(arrays.actor), \(arrays.traceparent),
                \(arrays.claimAppend), \(arrays.kind), \(arrays.digest), \(arrays.release)
            )
            """
    }

    /// One answer per append, in order.
    func answers(_ rows: PostgresRows) throws -> [Answer] {
        guard let row = rows.first else { throw EventStoreError.corrupt("append() answered no row") }
        let (outcomes, versions, sequences) = try row.decode(([Int16], [Int64], [Int64?]).self)
        guard outcomes.count == appends.count, versions.count == outcomes.count, sequences.count == outcomes.count
        else { throw EventStoreError.corrupt("append() answered for another number of appends") }
        return try outcomes.indices.map { index in
            switch (outcomes[index], sequences[index]) {
            case (0, let sequence?): return .appended(version: versions[index], sequence: sequence)
            case (1, _): return .conflict(actual: versions[index])
            case (2, _): return .repeated
            case (3, _): return .claimed
            default: throw EventStoreError.corrupt("append() answered an outcome that is not known here")
            }
        }
    }

    private func add(_ append: StreamAppend, number: Int32, lane: Lane, to arrays: inout Arrays) {
        var count: Int32 = 0
        for command in append.commands {
            for event in command.events {
                count += 1
                arrays.eventAppend.append(number)
                arrays.number.append(count)
                add(event, command.context, to: &arrays)
            }
            arrays.commandAppend.append(number)
            arrays.commandTenant.append(append.stream.tenant.name)
            arrays.command.append(command.context.commandID.uuid)
            arrays.fingerprint.append(command.fingerprint)
            arrays.last.append(count)
        }
        arrays.tenant.append(append.stream.tenant.name)
        arrays.category.append(append.stream.category)
        arrays.stream.append(append.stream.id)
        arrays.lane.append(lane.number)
        arrays.expected.append(append.expected.code)
        arrays.events.append(count)
        for (claim, isReleased) in append.claimChanges {
            arrays.claimAppend.append(number)
            arrays.kind.append(claim.kind)
            arrays.digest.append(claim.digest)
            arrays.release.append(isReleased)
        }
    }

    private func add(_ event: EncodedEvent, _ context: CommandContext, to arrays: inout Arrays) {
        arrays.event.append(event.id)
        arrays.type.append(event.type)
        arrays.payload.append(PostgresText(utf8: event.payload))
        arrays.occurredAt.append(PostgresMicroseconds(sinceUnixEpoch: event.occurredAt.microseconds))
        arrays.eventCommand.append(context.commandID.uuid)
        arrays.correlation.append(context.correlationID)
        arrays.causation.append(context.causationID)
        arrays.actor.append(context.actor)
        arrays.traceparent.append(context.traceparent)
    }
}

extension AppendStatement {
    /// The receipts of an append that was taken.
    static func receipts(
        of append: StreamAppend,
        lane: Lane,
        version: Int64,
        sequence: Int64
    ) -> [CommandReceipt] {
        var count: Int64 = 0
        return append.commands.map { command in
            count += Int64(command.events.count)
            return CommandReceipt(
                stream: append.stream,
                version: version + count,
                lane: lane,
                sequence: sequence + count
            )
        }
    }
}

extension ExpectedVersion {
    fileprivate var code: Int64 {
        switch self {
        case .noStream: 0
        // A negative number is no version, and must not be read as one of the codes below.
        case .exactly(let version): version < 0 ? .min : version
        case .any: -1
        case .streamExists: -2
        }
    }
}

extension StreamAppend {
    /// What to do with each value in the end.
    ///
    /// A value that is claimed and then released appears as both, so that a
    /// foreign holder is still noticed; one that is released and then claimed stays claimed.
    fileprivate var claimChanges: [(claim: UniqueClaim, isReleased: Bool)] {
        guard commands.contains(where: { !$0.claims.isEmpty || !$0.releases.isEmpty }) else { return [] }
        var claimed: Set<UniqueClaim> = []
        var released: Set<UniqueClaim> = []
        for command in commands {
            released.formUnion(command.releases)
            released.subtract(command.claims)
            claimed.formUnion(command.claims)
        }
        return claimed.map { ($0, false) } + released.map { ($0, true) }
    }
}

/// UTF-8 bytes bound as `text` without a detour over `String`; the server checks them.
struct PostgresText: PostgresArrayElement {
    static var postgresElementType: PostgresType { .text }
    let utf8: [UInt8]

    var postgresValue: PostgresValue { PostgresValue(type: .text, bytes: utf8) }

    func appendPostgresField(to buffer: inout [UInt8]) { utf8.appendPostgresField(to: &buffer) }
}
