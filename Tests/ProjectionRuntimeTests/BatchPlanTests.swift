import EventSourcing
import EventSourcingTesting
import EventStreaming
import FoundationEssentials
import KafkaClient
import PostgresClientTesting
import Testing

@testable import ProjectionRuntime

/// What of a batch is applied: the pure part of "every event once, in order".
struct BatchPlanTests {
    private static let source = "light"
    private static let store = UUID()

    /// The event at that place of the store's lane 3; two calls give the same event, `other` another one.
    private func event(_ sequence: Int64, lane: Int16 = 3, store: UUID = store, other: Bool = false) -> ReceivedEvent {
        let id = UUID(uuid: (0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, other ? 1 : 0, 0, 0, 0, 0, UInt8(lane), UInt8(sequence)))
        let envelope = EventEnvelope(
            stream: StreamID(tenant: .example(), category: "switch", id: id),
            version: 1,
            lane: Lane(lane),
            sequence: sequence,
            id: id,
            type: "light.switched.v1",
            occurredAt: .now,
            recordedAt: .now,
            context: CommandContext(commandID: CommandID(id), actor: "tester"),
            payload: []
        )
        let partition = KafkaPartition(topic: "lights", number: Int32(lane % 2))
        let place = RecordPlace(partition: partition, offset: sequence * 10)
        return ReceivedEvent(envelope: envelope, source: Self.source, store: store, place: place)
    }

    private func sequences(_ plan: BatchPlan, lane: Int16 = 3) -> [Int64] {
        plan.events.map(\.envelope).filter { $0.lane == Lane(lane) }.map(\.sequence)
    }

    /// A ledger that has applied up to `sequence` of lane 3.
    private func ledger(at sequence: Int64) -> LaneLedger {
        var ledger = LaneLedger()
        let plan = { (ledger: LaneLedger) in BatchPlan((1...sequence).map { event($0) }, ledger: ledger) }
        ledger.prove(Self.store, of: Self.source)
        for (lane, advance) in plan(ledger).advances { ledger.advance(lane, to: advance.checkpoint) }
        return ledger
    }

    @Test func `what follows is applied, what was applied is a repetition`() {
        let plan = BatchPlan([event(4), event(5), event(6), event(5)], ledger: ledger(at: 5))
        #expect(sequences(plan) == [6])
        #expect(plan.duplicates == 3)
        #expect(plan.held.isEmpty && plan.gaps.isEmpty && plan.contradicted.isEmpty)
    }

    @Test func `behind a gap nothing is applied, and offsets stay before it`() {
        let plan = BatchPlan([event(6), event(8), event(9), event(1, lane: 4)], ledger: ledger(at: 5))
        #expect(sequences(plan) == [6])
        #expect(sequences(plan, lane: 4) == [1], "another lane goes on")
        #expect(plan.gaps == [SourceLane(source: Self.source, lane: Lane(3)): 7])
        #expect(plan.firstHeldOffset(in: event(8).place.partition) == 80)
    }

    @Test func `another event at the place of the last one applied contradicts the history`() {
        let plan = BatchPlan([event(5, other: true)], ledger: ledger(at: 5))
        #expect(plan.contradicted[Self.source]?.lane == Lane(3))
        #expect(plan.events.isEmpty)
    }

    @Test func `of a source that is stopped nothing is applied`() {
        var stopped = ledger(at: 5)
        stopped.stop(Self.source)
        let plan = BatchPlan([event(5, other: true), event(6), event(1, lane: 4)], ledger: stopped)
        #expect(plan.events.isEmpty && plan.contradicted.isEmpty)
        #expect(plan.foreign == 3)
    }

    @Test func `events of a store that nothing is known of wait, those of one that was disowned are left out`() {
        let stranger = UUID()
        var ledger = ledger(at: 5)
        #expect(BatchPlan([event(6, store: stranger)], ledger: ledger).unproven == [Self.source: stranger])
        ledger.disown(stranger, of: Self.source)
        let plan = BatchPlan([event(6, store: stranger), event(6)], ledger: ledger)
        #expect(plan.foreign == 1 && plan.unproven.isEmpty)
        #expect(sequences(plan) == [6])
    }

    /// However a bus repeats, loses and mixes in what is not ours: what is applied is the lane's next events, each once.
    @Test(arguments: 0..<200)
    func `whatever comes, a lane is applied without a gap and without a repetition`(seed: Int) {
        var random = SeededRandom(seed)
        var ledger = LaneLedger()
        ledger.prove(Self.store, of: Self.source)
        let stranger = UUID()
        ledger.disown(stranger, of: Self.source)
        var applied: [Int64] = []
        var next: Int64 = 1
        for _ in 0..<12 {
            // A bus goes on in order, from where it is or from a place before it, and may leave something out.
            var sequence = max(1, next - Int64(random.next(below: 6)))
            var batch: [ReceivedEvent] = []
            for _ in 0..<random.next(below: 8) {
                if random.next(below: 10) == 0 { sequence += 1 }
                if random.next(below: 5) == 0 { batch.append(event(sequence, store: stranger)) }
                batch.append(event(sequence))
                sequence += 1
            }
            let plan = BatchPlan(batch, ledger: ledger)
            applied += sequences(plan)
            for (lane, advance) in plan.advances { ledger.advance(lane, to: advance.checkpoint) }
            next = (applied.last ?? 0) + 1
            #expect(plan.contradicted.isEmpty && plan.unproven.isEmpty)
        }
        #expect(applied == Array(1..<next))
    }
}

/// The same numbers for the same seed.
private struct SeededRandom {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}
