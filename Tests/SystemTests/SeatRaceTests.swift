import PostgresClient
import Testing

extension SystemTests {
    struct SeatRace {
        @Test func `hundreds who ask for five seats at once get five`() async throws {
            try await withSystem(replicas: 2) { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                let programme = try await office.publishProgramme()
                let batch = try await office.schedule(programme.id, capacity: 5, startsInHours: 24 * 10)
                let count = 240
                let people = try await inParallel(0..<count) { index in
                    try await office.hire("Peserta \(index)", Office.number(index), unit: unit.id, to: index % 2).id
                }
                let begin = ContinuousClock.now
                let answers = try await inParallel(Array(people.enumerated())) { index, person in
                    try await office.enrol(person, in: batch.id, key: "seat-\(index)", to: index % 2)
                }
                print("race: \(count) enrolments on 5 seats in \(ContinuousClock.now - begin)")
                #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.first { $0.status != 201 }?.text ?? "")")

                let seats = try await office.organiser.get("batches/\(batch.id)").with(200).json["seats"]
                #expect(seats?["confirmed"]?.number == 5)
                #expect(seats?["queueLength"]?.number == count - 5)
                let types = try await system.store.query(
                    """
                    SELECT count(*) FILTER (WHERE type LIKE '%participant-enrolled%'),
                        count(*) FILTER (WHERE type LIKE '%participant-queued%') FROM enrolment.events
                    """
                ).decode((Int64, Int64).self)
                #expect(types.first.map { [$0, $1] } == [5, Int64(count) - 5])

                try await system.waitUntilApplied()
                let totals = try await office.personnel.record("/totals").with(200).json
                #expect(totals["byStatus"]?["enrolled"]?.number == 5)
                #expect(totals["byStatus"]?["queued"]?.number == count - 5)
            }
        }
    }
}
