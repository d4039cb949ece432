import PostgresClient
import Testing

@testable import BinaTool

extension SystemTests {
    /// What follows from one context in the other, whatever becomes of those who see to it.
    struct Policies {
        @Test func `policies that are set back read everything again and change nothing`() async throws {
            try await withSystem { system in
                try await Office(system).leaveOneOfEverything()
                try await Quiet(places: system.places()).reached(within: .seconds(90))
                let before = try await events(system)
                for service in system.enrolment + system.assessment { await service.terminate() }
                for (database, schema) in [
                    (system.store, "enrolment_policies"), (system.exams, "assessment_policies"),
                ] {
                    try await database.execute(
                        "UPDATE \(raw: schema).checkpoints SET sequence = 0, event_id = NULL, recorded_at = NULL, store = NULL"
                    )
                    try await database.execute(
                        "UPDATE \(raw: schema).offsets SET next_offset = NULL, leader_epoch = NULL"
                    )
                }
                for service in system.enrolment + system.assessment { try service.start() }
                for service in system.services { try await service.waitUntilReady(system.http) }
                try await Quiet(places: system.places()).reached(within: .seconds(90))
                #expect(try await events(system) == before)
                #expect(try await system.differences() == [])
            }
        }

        @Test func `a policy that is starved falls behind, holds up nobody, and does its work once when it goes on`()
            async throws
        {
            let page = try OperatorPage(.policiesBehind)
            try await withSystem { system in
                let office = try Office(system)
                let exams = try ExamOffice(system)
                let hall = try await Hall(office, exams, people: 6)
                let keeper = try await PostgresConnection.connect(system.store.configuration)
                try await keeper.executeScript(
                    "BEGIN; LOCK TABLE enrolment_policies.checkpoints IN EXCLUSIVE MODE; SELECT 1"
                )
                for (index, person) in hall.people.enumerated() {
                    try await exams.record(8_000, of: person, in: hall.exam, key: "result-\(index)")
                }
                // Commands, views and the other context's read models go on.
                _ = try await office.establishUnit("Dinas Kesehatan")
                try await system.waitUntilApplied()
                #expect(try await noted(system) == 0)
                #expect(try await system.differences() == [], "behind is no difference")
                #expect(try await system.type("./bina status", of: page).status == 0)
                let parked = try await system.type("./bina parked list", of: page)
                #expect(parked.status == 0 && parked.text.contains("no stream is parked"))
                await keeper.close()
                try await Quiet(places: system.places()).reached(within: .seconds(60))
                #expect(try await noted(system) == hall.people.count)
                let verified = try await system.type("./bina verify", of: page)
                #expect(verified.status == 0 && verified.text.contains("nothing differs"))
            }
            #expect(page.untyped == [])
        }

        @Test func `a policy on the bus does its work once while replicas come and go`() async throws {
            try await withSystem(replicas: 2) { system in
                let office = try Office(system)
                let exams = try ExamOffice(system)
                let hall = try await Hall(office, exams, people: 12)
                async let results: [Void] = inParallel(hall.people.indices, atMost: 2) { index in
                    try await exams.record(8_000, of: hall.people[index], in: hall.exam, key: "result-\(index)")
                }
                // Partitions move from one to the other, in order and out of order.
                for round in 0..<3 {
                    if round % 2 == 0 {
                        await system.enrolment[1].kill()
                    } else {
                        await system.enrolment[1].terminate()
                    }
                    try system.enrolment[1].start()
                    try await system.enrolment[1].waitUntilReady(system.http)
                }
                _ = try await results
                try await Quiet(places: system.places()).reached(within: .seconds(90))
                #expect(try await noted(system) == hall.people.count)
                #expect(try await system.differences() == [])
            }
        }

        /// An exam that is sat elsewhere, and people with a seat in its batch.
        private struct Hall {
            let exam: String
            let people: [String]

            init(_ office: Office, _ exams: ExamOffice, people count: Int) async throws {
                let unit = try await office.establishUnit()
                let programme = try await office.publishProgramme()
                let batch = try await office.schedule(programme.id, capacity: count, startsInHours: -24 * 10)
                var people: [String] = []
                for index in 0..<count {
                    let person = try await office.hire("Peserta", Office.number(index), unit: unit.id).id
                    _ = try await office.enrol(person, in: batch.id, hoursFromNow: -24 * 15).with(201)
                    people.append(person)
                }
                self.people = people
                exam = try await exams.schedule("Ujian di luar", batch: batch.id)
            }
        }

        private func noted(_ system: System) async throws -> Int {
            try await system.store.query(
                "SELECT 1 FROM enrolment.events WHERE type LIKE 'enrolment.exam-result-noted.%'"
            ).count
        }

        private func events(_ system: System) async throws -> [Int64] {
            var counts: [Int64] = []
            for (database, schema) in [(system.store, "enrolment"), (system.exams, "assessment")] {
                counts += try await database.query("SELECT count(*) FROM \(raw: schema).events").decode(Int64.self)
            }
            return counts
        }
    }
}
