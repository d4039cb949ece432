import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import HTTPServer
import ServiceTesting
import Testing

@testable import EnrolmentService

struct BatchRoutesTests {
    private struct Line: Decodable {
        let id: BatchID
        let seatsHeld: Int
        let queueLength: Int
        let status: String
    }

    private struct Page: Decodable {
        let batches: [Line]
    }

    private struct Read: Decodable {
        struct Seats: Decodable {
            let capacity: Int
            let confirmed: Int
            let free: Int
            let queueLength: Int
        }
        let status: String
        let version: Int
        let seats: Seats
    }

    @Test func `a batch is scheduled, changed, read and cancelled`() async throws {
        try await withEnrolmentStage { stage in
            let organiser = try stage.organiser()
            let batch = try await stage.schedule(try await stage.publish(), capacity: 2)
            let path = "/v1/aceh/batches/\(batch)"
            let more = #"{"capacity":5,"reason":"Ruang lebih besar"}"#
            #expect(await organiser.post("\(path)/change-capacity", json: more).status == 200)
            #expect(await organiser.post("\(path)/change-capacity", json: more).status == 200, "again changes nothing")
            let read: Read = try await organiser.get(path).json()
            #expect(read.seats.capacity == 5 && read.seats.free == 5 && read.status == "scheduled" && read.version == 2)
            let stale = await organiser.post(
                "\(path)/cancel",
                json: #"{"reason":"x"}"#,
                headers: ["If-Match": "\"1\""]
            )
            #expect(stale.status == 412)
            #expect(await organiser.post("\(path)/cancel", json: #"{"reason":"Dana"}"#).status == 200)
            let late = await organiser.post("\(path)/change-capacity", json: #"{"capacity":9,"reason":"x"}"#)
            #expect(try late.problem().slug == "batch-cancelled" && late.status == 409)
        }
    }

    @Test func `a request that is not right changes nothing and says why`() async throws {
        try await withEnrolmentStage { stage in
            let programme = try await stage.publish()
            let organiser = try stage.organiser()
            let batch = try await stage.schedule(programme)
            let path = "/v1/aceh/batches/\(batch)"
            let stranger = try stage.caller(.trainingOrganiser, tenant: "tebo")
            #expect(await stranger.get(path).status == 403)
            #expect(
                await stranger.get("/v1/tebo/batches/\(batch)").status == 404,
                "another tenant's batch is not there"
            )
            #expect(try await stage.person(CivilServantID(UUID())).post("\(path)/cancel").status == 403)
            #expect(await stage.caller().get(path).status == 401)
            let early = await organiser.post(
                "\(path)/cancel",
                json: #"{"reason":"x","occurredAt":"2020-01-01T00:00:00Z"}"#
            )
            #expect(try early.status == 422 && early.problem().errors?.first?.field == "/occurredAt")
            let misspelt = await organiser.post("\(path)/cancel", json: #"{"reson":"x"}"#)
            #expect(misspelt.status == 422)
            #expect(await organiser.post("\(path)/close").status == 409, "is not over")
            #expect(await organiser.get("/v1/aceh/batches?stat=closed").status == 400)
            #expect(await organiser.get("/v1/aceh/batches?status=lost").status == 400)
            let events = try await stage.batchEvents(batch)
            #expect(events.count == 1)
        }
    }

    @Test func `a repetition with the same key means the same batch and the same sessions`() async throws {
        try await withEnrolmentStage { stage in
            let programme = try await stage.publish()
            let organiser = try stage.organiser()
            let json = """
                {"programme":"\(programme)","title":"A","capacity":1,"timeZone":"Asia/Jakarta",
                "sessions":[{"startsAt":"2030-01-10T01:00:00Z","endsAt":"2030-01-10T03:00:00Z","place":"Aula"}],
                "registrationOpensAt":"2029-01-01T00:00:00Z","registrationClosesAt":"2030-01-09T00:00:00Z"}
                """
            let first = await organiser.post("/v1/aceh/batches", json: json, headers: ["Idempotency-Key": "k1"])
            let second = await organiser.post("/v1/aceh/batches", json: json, headers: ["Idempotency-Key": "k1"])
            #expect(first.status == 201 && second.status == 201)
            #expect(first.headers["Location"] == second.headers["Location"])
            #expect(first.headers["Bina-Read-Token"] == second.headers["Bina-Read-Token"])
            let other = json.replacing("\"A\"", with: "\"B\"")
            let third = await organiser.post("/v1/aceh/batches", json: other, headers: ["Idempotency-Key": "k1"])
            #expect(third.status == 422)
        }
    }

    @Test func `the list filters, counts and leads from page to page`() async throws {
        try await withEnrolmentStage { stage in
            let (first, second) = (try await stage.publish(), try await stage.publish())
            var batches: [BatchID] = []
            for day in 1...5 {
                batches.append(try await stage.schedule(first, capacity: 1, startsInHours: 24 * day))
            }
            _ = try await stage.schedule(second)
            for person in try await stage.hire(3) { _ = try await stage.enrol(person, in: batches[0]) }
            try await stage.waitForView()
            let organiser = try stage.organiser()
            var next: String? = "/v1/aceh/batches?programme=\(first)&limit=2"
            var found: [Line] = []
            while let target = next {
                let response = await organiser.get(target)
                found += try response.json(Page.self).batches
                next = response.headers["Link"].map { String($0.dropFirst().prefix { $0 != ">" }) }
                #expect(found.count <= 6)
                guard found.count <= 6 else { break }
            }
            #expect(found.map(\.id) == batches)
            #expect(found.first?.seatsHeld == 1 && found.first?.queueLength == 2)
            let all: Page = try await organiser.get("/v1/aceh/batches").json()
            #expect(all.batches.count == 6)
            let none: Page = try await organiser.get("/v1/aceh/batches?status=closed").json()
            #expect(none.batches.isEmpty)
        }
    }

    @Test func `the calendar keeps the rules of iCalendar`() async throws {
        try await withEnrolmentStage { stage in
            let batch = try await stage.schedule(try await stage.publish(), sessions: 2)
            let response = await (try stage.organiser()).get("/v1/aceh/batches/\(batch)/calendar.ics")
            #expect(response.headers["Content-Type"] == "text/calendar; charset=utf-8")
            let text = response.text
            #expect(text.hasPrefix("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.hasSuffix("END:VCALENDAR\r\n"))
            let lines = text.utf8.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
            #expect(lines.allSatisfy { $0.utf8.last == UInt8(ascii: "\r") && $0.utf8.count <= 76 })
            #expect(lines.count { $0 == "BEGIN:VEVENT\r" } == 2)
            #expect(text.contains("LOCATION:Aula\\; lantai 2\r\n"))
            #expect(text.contains("SUMMARY:Angkatan I (1/2)\r\n"))
        }
    }

    @Test func `a long line is folded between characters and unfolds to itself`() {
        let line = "SUMMARY:" + String(repeating: "pelatihan–é😀 ", count: 30)
        let folded = BatchCalendar.folded(line)
        let parts = folded.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(parts.allSatisfy { $0.utf8.count <= 75 } && parts.count > 5)
        #expect(folded.replacing("\r\n ", with: "") == line)
        #expect(BatchCalendar.escaped("a;b,c\\d\ne\r\nf") == "a\\;b\\,c\\\\d\\ne\\nf")
    }
}
