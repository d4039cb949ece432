import EventSourcing
import KafkaClient

/// What the records of one partition have said so far.
struct PartitionTally {
    /// One lane's way through the partition.
    private struct LaneTally {
        /// The oldest event that the log still has.
        let first: Int64
        /// The next event that was not seen yet.
        var next: Int64
    }

    /// One consumer's rest of a lane.
    private struct Ahead: Hashable {
        let consumer: Int
        let lane: Int16
    }

    private let log: TopicCheck.Log
    private let partitions: Int
    private let check: TopicCheck
    private var low: Int64
    private var lanes: [Int16: LaneTally] = [:]
    private var doubles = 0
    /// Lanes whose first new event behind a consumer's offset was seen.
    private var ahead: Set<Ahead> = []
    /// The places of the partition's marks, by offset; a wrong mark may name the same offset as a right one.
    private let marked: [Int64: [LanePlace]]

    init(log: TopicCheck.Log, partitions: Int, check: TopicCheck) {
        self.log = log
        self.partitions = partitions
        self.check = check
        low = log.low
        let marks = check.marks.filter { $0.value.partition == log.partition.number }
        marked = Dictionary(grouping: marks, by: \.value.offset).mapValues { marks in
            marks.map { LanePlace(lane: $0.key, sequence: $0.value.sequence) }
        }
    }

    /// The log lost its beginning while it was read.
    mutating func start(at offset: Int64) {
        low = offset
        lanes = [:]
    }

    mutating func take(_ record: KafkaReceivedRecord, _ events: [LanePlace: EventEnvelope]) {
        if let store = RecordComparison.store(of: record), check.shape.formerIdentities.contains(store) {
            return check.findings.count("records of earlier generations of the store")
        }
        let at = "\(log.partition)@\(record.offset)"
        guard let place = RecordComparison.place(of: record) else {
            return check.findings.differ(check.area, at, expected: "an event of the store", found: "no event")
        }
        if Int(place.lane) % partitions != Int(log.partition.number) {
            check.findings.differ(
                check.area,
                "\(at) (\(place))",
                expected: "partition \(Int(place.lane) % partitions)",
                found: "partition \(log.partition.number)"
            )
        }
        for mark in marked[record.offset] ?? [] where mark != place {
            check.findings.differ(
                check.area,
                "relay mark of lane \(mark.lane)",
                expected: "\(mark) at \(at)",
                found: "\(place)"
            )
        }
        guard let event = events[place] else {
            return check.findings.differ(check.area, "\(at) (\(place))", expected: "no record", found: "one")
        }
        check.comparison.compare(record, with: event, at: at)
        follow(place, at)
        for (index, books) in check.consumers.enumerated() { compare(record.offset, place, index, books) }
    }

    /// First occurrences come in the order of the lane.
    private mutating func follow(_ place: LanePlace, _ at: String) {
        guard let lane = lanes[place.lane] else {
            if low == 0, place.sequence > 1 { missing(place.lane, 1, place.sequence - 1, before: at) }
            lanes[place.lane] = LaneTally(first: place.sequence, next: place.sequence + 1)
            return
        }
        if place.sequence < lane.next {
            doubles += 1
        } else {
            if place.sequence > lane.next { missing(place.lane, lane.next, place.sequence - 1, before: at) }
            lanes[place.lane]?.next = place.sequence + 1
        }
    }

    private func missing(_ lane: Int16, _ from: Int64, _ through: Int64, before at: String) {
        check.findings.differ(
            check.area,
            "lane \(lane) before \(at)",
            expected: "sequences \(from) to \(through)",
            found: "none of them"
        )
    }

    /// Behind a consumer's offset nothing is new to it; the first new event after it is the next one of its lane.
    private mutating func compare(_ offset: Int64, _ place: LanePlace, _ index: Int, _ books: ProjectionBooks) {
        guard let next = books.offsets[log.partition.number] else { return }
        let reached = books.positions[place.lane]?.sequence ?? 0
        guard place.sequence > reached else { return }
        let row = "offset of \(books.consumer.projection), \(log.partition)"
        if offset < next {
            check.findings.differ(
                books.consumer.area,
                row,
                expected: "at most \(offset), where \(place) is, which is not applied",
                found: "\(next)"
            )
        } else if next >= low, ahead.insert(Ahead(consumer: index, lane: place.lane)).inserted,
            place.sequence > reached + 1
        {
            check.findings.differ(
                books.consumer.area,
                row,
                expected: "lane \(place.lane) to go on with sequence \(reached + 1)",
                found: "sequence \(place.sequence) at \(offset)"
            )
        }
    }

    /// After the last record.
    func finish() {
        checkMarks()
        if doubles > 0 {
            check.findings.count("records that repeat an earlier one", doubles)
        }
        for (lane, tally) in lanes.sorted(by: { $0.key < $1.key }) where tally.first > 1 && low > 0 {
            check.findings.note("\(log.partition) reaches back to sequence \(tally.first) of lane \(lane)")
        }
        for books in check.consumers {
            guard let next = books.offsets[log.partition.number], next > log.high else { continue }
            check.findings.differ(
                books.consumer.area,
                "offset of \(books.consumer.projection), \(log.partition)",
                expected: "at most \(log.high), where the partition ends",
                found: "\(next)"
            )
        }
    }

    private func checkMarks() {
        for (lane, mark) in check.marks where Int(lane) % partitions == Int(log.partition.number) {
            let row = "relay mark of lane \(lane)"
            if mark.topic != check.topic || mark.partition != log.partition.number {
                check.findings.differ(
                    check.area,
                    row,
                    expected: "\(log.partition)",
                    found: "\(mark.topic)[\(mark.partition)]"
                )
            } else if mark.offset >= log.high {
                check.findings.differ(
                    check.area,
                    row,
                    expected: "an offset below \(log.high), where the partition ends",
                    found: "\(mark.offset)"
                )
            }
            guard mark.offset >= low, (lanes[lane]?.next ?? 1) <= mark.sequence else { continue }
            check.findings.differ(
                check.area,
                row,
                expected: "every event up to sequence \(mark.sequence) on \(log.partition)",
                found: "the last one is \((lanes[lane]?.next ?? 1) - 1)"
            )
        }
    }
}
