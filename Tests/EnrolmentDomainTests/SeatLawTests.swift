import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import Foundation
import Testing

/// The four laws of seats and queue over random histories.
///
/// A failure prints its seed; `BINA_TEST_SEED` starts from another one.
struct SeatLawTests {
    static let firstSeed = ProcessInfo.processInfo.environment["BINA_TEST_SEED"].flatMap { UInt64($0) } ?? 20_260_302
    static let histories: UInt64 = 2_000

    @Test func `no random history breaks a law`() {
        var seen: Set<String> = []
        for seed in Self.firstSeed..<Self.firstSeed + Self.histories {
            let history = RandomBatchHistory(seed: seed, commands: 60)
            #expect(violations(of: history.steps).isEmpty, "seed \(seed)")
            #expect(history.wrongRefusals.isEmpty, "seed \(seed)")
            seen.formUnion(history.steps.flatMap(\.events).map(\.name.rawValue))
        }
        // The histories are worth something only if everything about seats happens in them.
        let aboutSeats: [BatchEvent.Name] = [
            .participantEnrolled, .participantQueued, .seatOffered, .seatAccepted, .seatDeclined, .seatOfferExpired,
            .participantWithdrew, .queueReordered, .batchCapacityChanged, .batchRescheduled,
        ]
        #expect(seen.isSuperset(of: aboutSeats.map(\.rawValue)))
    }

    @Test func `a state folded from the events, or kept as a snapshot, equals the one that grew`() throws {
        let codec = try #require(BatchDecider.snapshot)
        for seed in Self.firstSeed..<Self.firstSeed + 200 {
            let history = RandomBatchHistory(seed: seed, commands: 60)
            let events = history.steps.flatMap(\.events)
            #expect(BatchDecider.fold(events) == history.batch, "seed \(seed)")
            #expect(try codec.decode(codec.encode(history.batch)) == history.batch, "seed \(seed)")
        }
    }

    @Test(arguments: Mutation.allCases)
    func `the oracle notices a broken history`(mutation: Mutation) {
        var mutated = 0
        for seed in Self.firstSeed..<Self.firstSeed + 300 {
            let history = RandomBatchHistory(seed: seed, commands: 60)
            guard let broken = mutation.apply(to: history.steps) else { continue }
            mutated += 1
            #expect(!violations(of: broken).isDisjoint(with: mutation.expected), "seed \(seed)")
        }
        #expect(mutated > 50)
    }

    private func violations(of steps: [RandomBatchHistory.Step]) -> Set<SeatLawOracle.Violation> {
        var oracle = SeatLawOracle()
        for step in steps { oracle.observe(step.events, at: step.at) }
        return oracle.violations
    }
}

/// One way in which a wrong decider could break each law.
enum Mutation: CaseIterable {
    /// A seat is given although all are taken.
    case overbook
    /// A seat that became free is not offered.
    case forgetOffer
    /// An offer that ran out keeps its seat.
    case forgetExpiry
    /// The second in the queue is offered the seat.
    case jumpQueue
    /// A newcomer with many hours is put in front.
    case joinInFront
    /// An offer is made after the cut-off.
    case offerLate
    /// The queue is reordered and nothing is recorded.
    case reorderSilently

    var expected: Set<SeatLawOracle.Violation> {
        switch self {
        case .overbook: [.oversold]
        case .forgetOffer, .forgetExpiry: [.seatLeftFree]
        case .jumpQueue, .reorderSilently: [.passedOver]
        case .joinInFront: [.unfairPlace]
        case .offerLate: [.promotedAfterCutOff]
        }
    }

    /// The history with the first suitable place broken and what follows cut off; nil when there is none.
    func apply(to steps: [RandomBatchHistory.Step]) -> [RandomBatchHistory.Step]? {
        for (index, step) in steps.enumerated() {
            let before = BatchDecider.fold(steps[..<index].flatMap(\.events))
            guard let events = broken(step.events, before: before) else { continue }
            let at = self == .offerLate ? (before.times?.closesAt ?? step.at) : step.at
            return steps[..<index] + [.init(events: events, at: at)]
        }
        return nil
    }

    private func broken(_ events: [BatchEvent], before batch: Batch) -> [BatchEvent]? {
        let seating = batch.seating
        switch self {
        case .overbook:
            guard case .participantEnrolled = events.last, seating.free == 1 else { return nil }
            return events + [enrolled(.number(999))]
        case .forgetOffer: return removingLast(events) { if case .seatOffered = $0 { true } else { false } }
        case .forgetExpiry:
            guard case .seatOfferExpired = events.first else { return nil }
            return []
        case .jumpQueue:
            guard case .seatOffered(let fact) = events.last, seating.queue.count >= 3,
                let other = seating.queue.people.last, other.civilServant != fact.civilServant
            else { return nil }
            return events.dropLast() + [offered(other.civilServant, until: fact.expiresAt)]
        case .joinInFront:
            guard case .participantQueued(let fact) = events.last, fact.position > 1, events.count == 1 else {
                return nil
            }
            return [queued(fact.civilServant, at: 1, of: fact.queueLength, hours: fact.learningHoursThisYear)]
        case .offerLate:
            guard case .seatOffered = events.last, case .participantWithdrew = events.first, events.count == 2 else {
                return nil
            }
            return events
        case .reorderSilently:
            guard case .queueReordered(let fact) = events.last, events.count == 1 else { return nil }
            // Nothing is recorded, and then everybody is offered a seat in the new order.
            var order = seating.queue.people.map(\.civilServant).filter { $0 != fact.civilServant }
            order.insert(fact.civilServant, at: fact.toPosition - 1)
            let room = BatchCapacityChanged(capacity: seating.capacity + order.count, reason: reason.text)
            return [.batchCapacityChanged(room)] + order.map { offered($0, until: batch.times?.closesAt ?? .t(0)) }
        }
    }

    private func removingLast(_ events: [BatchEvent], where isIt: (BatchEvent) -> Bool) -> [BatchEvent]? {
        guard let last = events.last, isIt(last) else { return nil }
        return Array(events.dropLast())
    }
}
