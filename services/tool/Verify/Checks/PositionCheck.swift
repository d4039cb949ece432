import EventSourcing
import Foundation
import PostgresClient

/// Holds positions that others remember against the store that they are about: checkpoints of projections, marks of the relay.
struct PositionCheck {
    let snapshot: Snapshot
    let schema: String
    let shape: StoreCheck.Shape
    let findings: Findings

    /// A checkpoint names an event of this store, and so does every position below the head.
    func check(_ books: ProjectionBooks) async throws {
        let known = try await events(at: books.positions.mapValues(\.sequence))
        for (lane, position) in books.positions.sorted(by: { $0.key < $1.key }) {
            let place = LanePlace(lane: lane, sequence: position.sequence)
            let row = "checkpoint of \(books.consumer.projection) in \(books.consumer.source), lane \(lane)"
            guard position.sequence > 0 else {
                if position.event != nil {
                    findings.differ(books.consumer.area, row, expected: "no event at sequence 0", found: "one")
                }
                continue
            }
            if let store = position.store, store != shape.identity {
                findings.differ(
                    books.consumer.area,
                    row,
                    expected: "store \(shape.identity.lowercased)",
                    found: "store \(store.lowercased): the source is stopped until this projection is rebuilt"
                )
                continue
            }
            compare(place, position.event, known[place], in: row, books.consumer.area)
        }
        for (stream, reason) in books.parkedReasons.sorted(by: { $0.key < $1.key }) {
            findings.note(
                "\(books.consumer.area): \(stream) is parked by \(books.consumer.projection) since version "
                    + "\(books.parked[stream] ?? 0) (\(reason)); its rows are held against the versions before"
            )
        }
        if !books.skipped.isEmpty {
            findings.note(
                "\(books.consumer.area): \(books.skipped.count) events were left out of \(books.consumer.projection) by an operator"
            )
        }
        findings.count("checkpoints", books.positions.count)
    }

    /// A mark names an event of this store.
    func check(_ marks: [Int16: RelayMark], area: String) async throws {
        let known = try await events(at: marks.mapValues(\.sequence))
        for (lane, mark) in marks.sorted(by: { $0.key < $1.key }) {
            let place = LanePlace(lane: lane, sequence: mark.sequence)
            compare(place, mark.event, known[place], in: "relay mark of lane \(lane)", area)
        }
        findings.count("relay marks", marks.count)
    }

    private func compare(_ place: LanePlace, _ found: UUID?, _ known: UUID?, in row: String, _ area: String) {
        guard let known else {
            return findings.differ(
                area,
                row,
                expected: "at most the store's head \(shape.heads[place.lane] ?? 0)",
                found: "sequence \(place.sequence)"
            )
        }
        guard found != known else { return }
        findings.differ(
            area,
            row,
            expected: "event \(known.lowercased), which is at sequence \(place.sequence)",
            found: found.map { "event \($0.lowercased)" } ?? "none"
        )
    }

    private func events(at sequences: [Int16: Int64]) async throws -> [LanePlace: UUID] {
        let lanes = Array(sequences.keys)
        let rows = try await snapshot.rows(
            """
            SELECT e.lane, e.sequence, e.event_id FROM \(raw: schema).events e
            JOIN unnest(\(lanes), \(lanes.map { sequences[$0] ?? 0 })) n (lane, sequence) USING (lane, sequence)
            """
        ).decode((Int16, Int64, UUID).self)
        return Dictionary(uniqueKeysWithValues: rows.map { (LanePlace(lane: $0, sequence: $1), $2) })
    }
}

/// How far the relay says it has brought a lane.
struct RelayMark: Sendable {
    let sequence: Int64
    let topic: String
    let partition: Int32
    let offset: Int64
    let event: UUID

    /// The marks by lane.
    static func all(in snapshot: Snapshot, schema: String) async throws -> [Int16: RelayMark] {
        let rows = try await snapshot.rows(
            "SELECT lane, sequence, topic, partition, \"offset\", event_id FROM \(raw: schema).relay_marks"
        ).decode((Int16, Int64, String, Int32, Int64, UUID).self)
        return Dictionary(
            uniqueKeysWithValues: rows.map { lane, sequence, topic, partition, offset, event in
                (lane, RelayMark(sequence: sequence, topic: topic, partition: partition, offset: offset, event: event))
            }
        )
    }
}
