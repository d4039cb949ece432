import EventSourcing
import EventStorePostgres
import FoundationEssentials
import KafkaClient

/// The next events of one lane, as records that are ready to be produced.
struct RelayPage: Sendable {
    let lane: Lane
    /// The lane's last sequence when the page was read.
    let head: Int64
    /// Nil when there were no further events.
    let batch: (run: LaneRun, records: KafkaPackedRecords)?
}

extension EventRecordCodec {
    /// The pages of all lanes that have rows.
    ///
    /// Lanes whose rows were left out, as too much was asked for, have no page.
    ///
    /// - Throws: `RelayError.hole` for sequences that do not follow each other; `PostgresError` for unreadable rows.
    func pages(of rows: LaneRows, limit: Int) throws -> [RelayPage] {
        var rows = rows
        let bytes = rows.bytes
        var pages: [RelayPage] = []
        var open: OpenPage?
        while try rows.next() {
            if open?.lane != rows.lane {
                if let open { pages.append(open.page(of: self)) }
                open = OpenPage(rows.lane, head: rows.head, packer(rows.lane, capacity: limit))
            }
            guard let event = try rows.event() else { continue }
            try open?.add(event, in: bytes)
        }
        if let open { pages.append(open.page(of: self)) }
        return pages
    }
}

/// A page while its rows are read.
private struct OpenPage {
    let lane: Lane
    private let head: Int64
    private var packer: RecordPacker
    private var first: (sequence: Int64, recordedAt: Timestamp)?
    private var ids: [UUID] = []

    init(_ lane: Lane, head: Int64, _ packer: RecordPacker) {
        self.lane = lane
        self.head = head
        self.packer = packer
    }

    mutating func add(_ event: LaneRows.Event, in bytes: [UInt8]) throws(RelayError) {
        if let first {
            let expected = first.sequence + Int64(ids.count)
            guard event.sequence == expected else { throw .hole(lane: lane, after: expected - 1) }
        } else {
            first = (event.sequence, event.recordedAt)
        }
        packer.add(PackedEvent(event, in: bytes))
        ids.append(event.id)
    }

    func page(of codec: EventRecordCodec) -> RelayPage {
        guard let first else { return RelayPage(lane: lane, head: head, batch: nil) }
        let records = packer.records
        let run = LaneRun(
            lane: lane,
            partition: KafkaPartition(topic: records.topic, number: records.partition),
            first: first.sequence,
            eventIDs: ids,
            recordedAt: first.recordedAt,
            size: records.size
        )
        return RelayPage(lane: lane, head: head, batch: (run, records))
    }
}
