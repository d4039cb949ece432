import EventSourcing
import FoundationEssentials
import KafkaClient
import PostgresClient

/// Rows, checkpoints and offsets in one transaction, behind the fence.
struct BatchWriter: Sendable {
    /// What one transaction is to do.
    struct Work: Sendable {
        var events: [SourcedEvent] = []
        var advances: [SourceLane: LaneAdvance] = [:]
        var offsets: [OffsetStep] = []
        /// What these events mean, and perhaps some that turned out not to be among them.
        var folded: FoldedEvents?
    }

    /// What it did.
    struct Outcome: Sendable {
        var unknownTypes: [String: Int] = [:]
        var newlyParked = 0
        var keptForParked = 0
    }

    /// Another owner was here: nothing was changed.
    enum FenceError: Error {
        /// Partitions whose rows belong to somebody else now.
        case partitions([KafkaPartition])
        /// Checkpoints moved meanwhile; what is known of them is out of date.
        case checkpoints
    }

    let projection: any Projection
    /// The same, if it does some of its events in portions.
    let portioned: (any PortionedProjection)?
    let tables: BookkeepingTables
    let parking: ParkingTables

    init(projection: any Projection, schema: String) {
        self.projection = projection
        portioned = projection as? any PortionedProjection
        tables = BookkeepingTables(schema: schema, projection: projection.name)
        parking = ParkingTables(schema: schema, projection: projection.name)
    }

    /// Does the work in one transaction on `connection`.
    ///
    /// `mayCommit` is asked last; false rolls everything back, as the partitions were lost meanwhile.
    ///
    /// - Throws: `FenceError`; the database's errors; never an event's.
    func write(_ work: Work, in connection: PostgresConnection, mayCommit: @Sendable () -> Bool = { true })
        async throws -> Outcome
    {
        do {
            return try await transaction(work, connection, mayCommit) { events, lot, outcome in
                try await apply(lot.sift(events), connection, &outcome, folded: work.folded)
            }
        } catch {
            guard case .event = ApplyFault(error), !(error is FenceError) else { throw error }
        }
        // Some event is at fault: the same again, with a savepoint around every attempt.
        return try await transaction(work, connection, mayCommit) { events, lot, outcome in
            try await isolate(events, connection, &lot, &outcome)
        }
    }

    private func transaction(
        _ work: Work,
        _ connection: PostgresConnection,
        _ mayCommit: @Sendable () -> Bool,
        _ body: ([SourcedEvent], inout ParkingLot, inout Outcome) async throws -> Void
    ) async throws -> Outcome {
        try await connection.withTransaction { connection in
            var lot = ParkingLot(try await passFence(work, connection))
            var outcome = Outcome()
            try await body(work.events, &lot, &outcome)
            if !lot.kept.isEmpty { try await parking.store(lot, in: connection) }
            outcome.newlyParked = lot.poisons.count
            outcome.keptForParked = lot.kept.count
            guard mayCommit() else { throw FenceError.partitions(work.offsets.map(\.partition)) }
            return outcome
        }
    }

    /// Compares and moves offsets and checkpoints; the row locks make a zombie and its successor take turns.
    private func passFence(_ work: Work, _ connection: PostgresConnection) async throws -> Set<ParkedStreamID> {
        let advances = work.advances.sorted { $0.key < $1.key }.map { (lane: $0.key, step: $0.value) }
        var queries: [PostgresQuery] = []
        if !work.offsets.isEmpty { queries.append(tables.offsetsQuery(work.offsets)) }
        let fresh = advances.filter { $0.step.from == 0 }.map(\.lane)
        if !fresh.isEmpty { queries.append(tables.ensureQuery(fresh)) }
        if !advances.isEmpty { queries.append(tables.advanceQuery(advances)) }
        if !work.events.isEmpty {
            queries.append(parking.parkedQuery(Array(Set(work.events.map(\.envelope.stream.id)))))
        }
        let answers = try await connection.pipeline(queries)
        if !work.offsets.isEmpty, answers[0].count < work.offsets.count {
            throw FenceError.partitions(try Self.missing(work.offsets, in: answers[0]))
        }
        if !advances.isEmpty {
            let moved = answers[(work.offsets.isEmpty ? 0 : 1) + (fresh.isEmpty ? 0 : 1)]
            guard moved.count == advances.count else { throw FenceError.checkpoints }
        }
        guard !work.events.isEmpty, let parked = answers.last else { return [] }
        return try ParkingTables.decodeStreams(parked)
    }

    private static func missing(_ steps: [OffsetStep], in rows: PostgresRows) throws -> [KafkaPartition] {
        let moved = Set(try rows.decode((String, Int32).self).map { KafkaPartition(topic: $0.0, number: $0.1) })
        return steps.map(\.partition).filter { !moved.contains($0) }
    }

    private func apply(
        _ events: [SourcedEvent],
        _ connection: PostgresConnection,
        _ outcome: inout Outcome,
        folded: FoldedEvents? = nil
    ) async throws {
        guard !events.isEmpty else { return }
        // Events are left out of what was folded, never added or moved: as many are the same ones.
        if let folded, folded.count == events.count {
            if !folded.writes.isEmpty { _ = try await connection.pipeline(folded.writes) }
            return outcome.unknownTypes.merge(folded.unknownTypes, uniquingKeysWith: +)
        }
        let unknown = UnknownEvents()
        try await UnknownEvents.$current.withValue(unknown) {
            try await projection.apply(events.map(\.envelope), in: connection)
        }
        outcome.unknownTypes.merge(unknown.byType, uniquingKeysWith: +)
    }

    /// Applies what can be applied: halves the events until the one at fault is alone, and parks its stream.
    func isolate(
        _ events: [SourcedEvent],
        _ connection: PostgresConnection,
        _ lot: inout ParkingLot,
        _ outcome: inout Outcome
    ) async throws {
        let open = lot.sift(events)
        guard !open.isEmpty else { return }
        var attempt = Outcome()
        do {
            try await connection.savepoint { try await apply(open, connection, &attempt) }
            outcome.unknownTypes.merge(attempt.unknownTypes, uniquingKeysWith: +)
            return
        } catch {
            guard case .event(let reason) = ApplyFault(error) else { throw error }
            let culprit = (error as? ApplyError).flatMap { error in
                open.firstIndex { $0.envelope.id == error.event.id }
            }
            guard let culprit = open.count == 1 ? 0 : culprit else {
                let middle = open.count / 2
                try await isolate(Array(open[..<middle]), connection, &lot, &outcome)
                return try await isolate(Array(open[middle...]), connection, &lot, &outcome)
            }
            try await isolate(Array(open[..<culprit]), connection, &lot, &outcome)
            if try await !parking.isSkipped(open[culprit], in: connection) { lot.park(open[culprit], reason: reason) }
            try await isolate(Array(open[(culprit + 1)...]), connection, &lot, &outcome)
        }
    }
}
