import PostgresClient
import Testing

@testable import BinaTool

extension SystemTests {
    struct Replicas {
        @Test func `two replicas behave as one while one is killed and comes back`() async throws {
            try await withSystem(replicas: 2) { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                let count = 160
                let work = Task {
                    try await inParallel(0..<count, atMost: 16) { index in
                        try await hireInsistently(index, unit.id, office)
                    }
                }
                // Killed while commands are under way, not before and not after.
                try await wait(until: "a third is hired") { try await system.eventCount() > count / 3 }
                await system.enrolment[1].kill()
                await system.learningRecord[0].kill()
                try await wait(until: "two thirds are hired") { try await system.eventCount() > count * 2 / 3 }
                try system.enrolment[1].start()
                try system.learningRecord[0].start()
                let people = try await work.value
                #expect(Set(people).count == count, "every key is one person")
                for service in system.services { try await service.waitUntilReady(system.http) }
                try await system.checkThatEverythingAgrees(people: count)
                for replica in 0..<2 {
                    let totals = try await office.personnel.record("/totals", of: replica).with(200).json
                    #expect(totals["people"]?.number == count)
                }
            }
        }
    }
}

/// Hires with a key, at this replica and then at the other, until one of them acknowledges.
func hireInsistently(_ index: Int, _ unit: String, _ office: Office) async throws -> String {
    let replicas = office.system.enrolment.count
    let deadline = ContinuousClock.now + .seconds(60)
    var attempt = index
    while true {
        let answer = try? await office.personnel.post(
            "civil-servants",
            office.hiring("Pegawai \(index)", Office.number(index), unit: unit),
            key: "hire-\(index)",
            to: attempt % replicas
        )
        // What is away may be asked again with the same key; any other refusal is final.
        if let answer, answer.status != 503 { return try Created(answer).id }
        guard ContinuousClock.now < deadline else { throw NotInTime(what: "hire \(index)", limit: .seconds(60)) }
        attempt += 1
        try await Task.sleep(for: .milliseconds(50))
    }
}

extension System {
    /// Store, topic and read model hold the same events, each once, in order, and so many people.
    func checkThatEverythingAgrees(people: Int) async throws {
        try await waitUntilPublished()
        try await waitUntilApplied()
        let stored = try await storedEvents()
        #expect(Set(stored.map(\.id)).count == stored.count)
        for (lane, events) in Dictionary(grouping: stored, by: \.lane) {
            #expect(events.map(\.sequence) == Array(1...Int64(events.count)), "lane \(lane) has no gap")
        }
        // A record may stand on the topic twice after a kill; the first time, it stands in its place.
        for (lane, events) in Dictionary(grouping: try await publishedEvents(), by: \.lane) {
            var last: Int64 = 0
            for event in events where event.sequence > last {
                #expect(event.sequence == last + 1, "lane \(lane)")
                last = event.sequence
            }
        }
        let timeline = try await timelineEvents()
        #expect(Set(timeline).count == timeline.count)
        let hired = try await store.query(
            "SELECT event_id FROM enrolment.events WHERE type LIKE '%civil-servant-hired%'"
        )
        #expect(hired.count == people)
        let rows = try await readModel.query("SELECT 1 FROM \(raw: Self.readModelSchema).civil_servants")
        #expect(rows.count == people)
    }
}
