import Foundation
import Testing

@testable import BinaTool

extension SystemTests {
    struct ThinPath {
        @Test func `what happens in a batch stands in the learning record, tenant by tenant`() async throws {
            try await withSystem { system in
                let aceh = try await completeOne(Office(system, tenant: "aceh"), "Cut Nyak Rahmawati", hours: 12)
                let tebo = try await completeOne(Office(system, tenant: "tebo"), "Zulkifli Siregar", hours: 7)

                let totals = try await aceh.office.personnel.record("/totals", atLeast: aceh.token).with(200).json
                #expect(totals["people"]?.number == 1)
                #expect(totals["participations"]?.number == 1)
                #expect(totals["byStatus"]?["completed"]?.number == 1)

                // Another tenant's person is not there, whoever asks.
                #expect(try await tebo.office.personnel.record("/\(aceh.person)").status == 404)
                #expect(try await tebo.office.personnel.get("civil-servants/\(aceh.person)").status == 404)
                let others = Caller(system: system, tenant: "aceh", token: tebo.office.personnel.token)
                let refused = try await others.record("/\(aceh.person)")
                #expect(refused.status == 403)
                #expect(refused.problem == "tenant-not-yours")
            }
        }

        private func completeOne(_ office: Office, _ name: String, hours: Int) async throws
            -> (office: Office, person: String, token: String)
        {
            let unit = try await office.establishUnit()
            let person = try await office.hire(name, Office.number(hours), unit: unit.id)
            // A token speaks for its own lane; what is asked below is of two.
            _ = try await office.personnel.record("/\(person.id)", atLeast: person.token).with(200)
            let programme = try await office.publishProgramme(hours: hours)
            let batch = try await office.schedule(programme.id, startsInHours: -24 * 10)
            let enrolled = try await office.enrol(person.id, in: batch.id, hoursFromNow: -24 * 15).with(201)
            let before = try await record(of: person.id, enrolled, office)
            #expect(before["participations"]?.array?.first?["status"]?.text == "enrolled")

            try await office.attend([person.id], in: batch.id)
            let completed = try await office.complete(person.id, in: batch.id)
            let after = try await record(of: person.id, completed, office)
            let participation = try #require(after["participations"]?.array?.first)
            #expect(participation["status"]?.text == "completed")
            #expect(participation["learningHours"]?.number == hours)
            #expect(after["person"]?["name"]?.text == name)
            #expect(after["person"]?["number"]?.text == Office.number(hours))

            // The policy records the hours on its own.
            try await wait(until: "the hours are recorded and verified") {
                let entries = try await record(of: person.id, completed, office)["hours"]?.array ?? []
                return entries.map { $0["status"]?.text } == ["verified"]
                    && entries.map { $0["awarded"]?.number } == [hours]
            }
            // Each line opens the event that it comes from.
            for line in after["timeline"]?.array ?? [] {
                let source = try #require(line["source"]?.text)
                let path = source.replacingOccurrences(of: "/v1/\(office.tenant)/", with: "")
                let event = try await office.personnel.get(path).with(200).json
                #expect(event["id"] == line["event"])
            }
            return (office, person.id, completed.header("Bina-Read-Token") ?? "")
        }

        private func record(of person: String, _ answer: Answer, _ office: Office) async throws -> JSON {
            let token = try #require(answer.header("Bina-Read-Token"))
            return try await office.personnel.record("/\(person)", atLeast: token).with(200).json
        }
    }
}
