import EventSourcing
import FoundationEssentials
import PostgresClient

/// Appends that share no stream and no command, to streams whose versions are known, as one call of the database
/// function `append_plain`; ``AppendStatement`` is for all others.
///
/// The session has to have the settings of ``sessionScript``.
struct PlainAppendStatement {
    /// What the function would have to set for itself at each call.
    static let sessionScript = """
        SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off
        """

    /// An append among those of its lane.
    private struct Place {
        let laneIndex: Int
        /// How many events of the lane come before it in this call.
        let before: Int64
        let version: Int64
    }

    /// Each lane once.
    private(set) var lanes: [Lane] = []
    /// How many events each of the lanes gets.
    private var added: [Int64] = []
    private var places: [Place] = []
    private var columns = PlainAppendColumns()

    /// False when the append needs the other statement; then this one is of no more use.
    mutating func add(_ pending: PendingAppend) -> Bool {
        guard pending.append.isPlain, let version = pending.append.expected.known else { return false }
        let index = lanes.firstIndex(of: pending.lane) ?? lanes.count
        if index == lanes.count {
            lanes.append(pending.lane)
            added.append(0)
        }
        add(pending.append, version: version, laneIndex: index)
        return true
    }

    /// `heads`: what each lane is known to have reached.
    func query(schema: String, heads: [Lane: Int64]) -> PostgresQuery {
        """
        select "\(raw: schema)".append_plain(
            \(lanes.map(\.number)), \(lanes.map { heads[$0] ?? 0 }),
            \(columns.knownTenant), \(columns.knownCategory), \(columns.knownStream), \(columns.knownVersion),
            \(columns.commandSlot), \(columns.commandPlace), \(columns.commandTenant), \(columns.commandCategory),
            \(columns.commandStream), \(columns.commandVersion), \(columns.command), \(columns.fingerprint),
            \(columns.slot), \(columns.place), \(columns.tenant), \(columns.category), \(columns.stream),
            \(columns.version), \(columns.event), \(columns.type), \(columns.payload), \(columns.occurredAt),
            \(columns.eventCommand), \(columns.correlation), \(columns.causation), \(columns.actor),
            \(columns.traceparent)
        )
        """
    }

    /// Where each append stands, in order, and what each lane has reached now; nil when nothing was written.
    func answers(_ rows: PostgresRows) throws -> (answers: [AppendStatement.Answer], heads: [Lane: Int64])? {
        guard let row = rows.first else { throw EventStoreError.corrupt("append_plain() answered no row") }
        guard let before = try row.decode([Int64]?.self) else { return nil }
        guard before.count == lanes.count else {
            throw EventStoreError.corrupt("append_plain() answered for another number of lanes")
        }
        let answers = places.map { place in
            AppendStatement.Answer.appended(
                version: place.version,
                sequence: before[place.laneIndex] + place.before
            )
        }
        var heads: [Lane: Int64] = [:]
        for (index, lane) in lanes.enumerated() { heads[lane] = before[index] + added[index] }
        return (answers, heads)
    }

    private mutating func add(_ append: StreamAppend, version: Int64, laneIndex: Int) {
        let before = added[laneIndex]
        places.append(Place(laneIndex: laneIndex, before: before, version: version))
        if version > 0 { columns.addKnown(append.stream, version: version) }
        var row = PlainAppendColumns.Place(slot: Int32(laneIndex + 1), place: Int32(before), version: version)
        for command in append.commands {
            for event in command.events {
                row.place += 1
                row.version += 1
                columns.add(event, command.context, on: append.stream, at: row)
            }
            columns.add(command, on: append.stream, at: row)
        }
        added[laneIndex] += row.version - version
    }
}

extension ExpectedVersion {
    /// Nil when it names none.
    fileprivate var known: Int64? {
        switch self {
        case .noStream: 0
        case .exactly(let version): version < 0 ? nil : version
        case .any, .streamExists: nil
        }
    }
}

extension StreamAppend {
    /// At a known version, and without unique values.
    fileprivate var isPlain: Bool {
        expected.known != nil && commands.allSatisfy { $0.claims.isEmpty && $0.releases.isEmpty }
    }
}
