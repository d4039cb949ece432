import EventSourcing
@testable import EventStreaming
import FoundationEssentials
import KafkaClient
import Testing

struct LaneWindowTests {
    func mark(_ sequence: Int64) -> LaneMark {
        LaneMark(
            lane: Lane(0),
            sequence: sequence,
            partition: KafkaPartition(topic: "t", number: 0),
            offset: sequence,
            eventID: UUID()
        )
    }

    func window(upTo last: Int64, runsOf size: Int64 = 10) -> LaneWindow {
        var window = LaneWindow(lane: Lane(0), mark: nil)
        for first in stride(from: 1, through: last, by: Int(size)) {
            _ = window.handOver(first: first, last: first + size - 1, recordedAt: .now)
        }
        return window
    }

    @Test func `the mark moves over a gap-free prefix only`() {
        var window = window(upTo: 30)
        let early = window.settle(first: 11, delivered: mark(20), complete: true)
        #expect(early == .waiting)
        #expect(window.acknowledged == 0)
        let filled = window.settle(first: 1, delivered: mark(10), complete: true)
        #expect(filled == .moved)
        #expect(window.acknowledged == 20)
        #expect(window.unacknowledged == 10)
    }

    @Test func `a refused record stops the lane at the record before it`() {
        var window = window(upTo: 30)
        _ = window.settle(first: 1, delivered: mark(4), complete: false)
        #expect(window.acknowledged == 4)
        #expect(!window.takesMore)
        let tooEarly = window.resume()
        #expect(!tooEarly, "runs are still in flight")
        _ = window.settle(first: 11, delivered: mark(20), complete: true)
        _ = window.settle(first: 21, delivered: nil, complete: false)
        #expect(window.acknowledged == 4, "what came after the hole does not count")
        let isResumed = window.resume()
        #expect(isResumed)
        #expect(window.sent == 4)
        let isTaken = window.handOver(first: 5, last: 30, recordedAt: .now)
        #expect(isTaken)
    }

    @Test func `a run that does not continue what was sent is not taken`() {
        var window = window(upTo: 10)
        let later = window.handOver(first: 12, last: 13, recordedAt: .now)
        let earlier = window.handOver(first: 10, last: 13, recordedAt: .now)
        #expect(!later && !earlier)
    }

    @Test func `starting over forgets everything, but only when nothing is on its way`() {
        var window = window(upTo: 10)
        let tooEarly = window.startOver()
        #expect(!tooEarly)
        _ = window.settle(first: 1, delivered: mark(10), complete: true)
        let isStarted = window.startOver()
        #expect(isStarted)
        #expect(window.sent == 0)
        #expect(window.mark == nil)
    }

    @Test func `any order of reports leads to the same mark`() {
        for _ in 0..<200 {
            var window = window(upTo: 100)
            for first in stride(from: Int64(1), through: 100, by: 10).shuffled() {
                _ = window.settle(first: first, delivered: mark(first + 9), complete: true)
            }
            #expect(window.acknowledged == 100)
            #expect(window.isIdle)
            #expect(window.oldestUnacknowledged == nil)
        }
    }

    @Test func `every number of members shares all lanes`() {
        for members in 1...20 {
            let share = LaneShare.fair(lanes: 16, members: members)
            #expect(share * members >= 16)
            var held: Set<Lane> = []
            for member in 0..<members {
                let taken = LaneShare.toAcquire(
                    lanes: 16,
                    members: members,
                    owned: [],
                    held: held,
                    startingAt: member * 7
                )
                #expect(taken.count <= share)
                held.formUnion(taken)
            }
            #expect(held.count == 16)
        }
        let all = Set((0..<16).map { Lane(Int16($0)) })
        #expect(LaneShare.toRelease(lanes: 16, members: 2, owned: all).count == 8)
        #expect(LaneShare.toRelease(lanes: 16, members: 1, owned: all).isEmpty)
    }

    @Test func `partitions must divide the lanes`() throws {
        #expect(throws: TopicPlanError.self) { try TopicPlan(service: "light", lanes: 16, partitions: 6) }
        #expect(throws: TopicPlanError.self) { try TopicPlan(service: "light", lanes: 16, partitions: 0) }
        let topic = try TopicPlan(service: "light", lanes: 16, partitions: 8).kafkaTopic(replicationFactor: 3)
        #expect(topic.name == "bina.light.events")
        #expect(topic.configuration["min.insync.replicas"] == "2")
    }

    @Test func `an installation that shares its cluster names its topics for itself`() throws {
        let plan = try TopicPlan(service: "light", lanes: 16, partitions: 8, prefix: "barat.")
        #expect(plan.kafkaTopic(replicationFactor: 1).name == "barat.bina.light.events")
    }
}
