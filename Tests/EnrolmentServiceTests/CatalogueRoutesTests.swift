import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import HTTPServer
import ServiceTesting
import Testing

struct CatalogueRoutesTests {
    private func programme(hours: Int = 6, more: String = "") -> String {
        #"""
        {"code":"KL-01","title":"Pelayanan publik","form":"KL03","competenceGroup":"technical","learningHours":\#(hours),
        "benefit":"Layanan lebih cepat","topics":["layanan","etika"],"minimumAttendancePercent":80,
        "practiceTaskRequired":false,"modules":[{"number":1,"title":"Dasar","learningHours":6}],
        "outcomes":[{"module":1,"text":"Melayani","competence":"T-1","level":2}]\#(more)}
        """#
    }

    @Test func `publishes, revises and retires`() async throws {
        try await withRegister { stage in
            let organiser = try stage.caller(.trainingOrganiser)
            let published = await organiser.post("/v1/aceh/programmes", json: programme())
            #expect(published.status == 201, "\(published.text)")
            let path = "/v1/aceh/programmes/\(try published.id)"
            let revision = programme(more: #","reason":"Aturan baru""#).replacing(#""code":"KL-01","#, with: "")
            #expect(await organiser.post("\(path)/revise", json: revision).headers["ETag"] == "\"1\"")
            let revised = await organiser.post("\(path)/revise", json: revision.replacing("publik", with: "prima"))
            #expect(revised.headers["ETag"] == "\"2\"", "\(revised.text)")
            let answer = try await stage.caller(.civilServant).get(path)
            #expect(answer.text.contains(#""revision":2"#) && answer.text.contains("Pelayanan prima"))
            let token = try #require(revised.headers["Bina-Read-Token"])
            let listed = try await stage.caller(.civilServant).get(
                "/v1/aceh/programmes?topic=etika&form=KL03&at-least=\(token)"
            )
            #expect(listed.text.contains("Pelayanan prima") && listed.text.contains(#""topics":["layanan","etika"]"#))
            #expect(try await stage.office.get("/v1/aceh/programmes?topic=lain").text == #"{"programmes":[]}"#)
            #expect(try await stage.office.get("/v1/aceh/programmes?form=KL99").status == 400)
            #expect(answer.text.contains(#""examRequired":false"#), "absent means no")
            let strict = revision.replacing(#""modules":"#, with: #""examRequired":true,"modules":"#)
            #expect(await organiser.post("\(path)/revise", json: strict).headers["ETag"] == "\"3\"")
            #expect(await organiser.get(path).text.contains(#""examRequired":true"#))
            let retire = #"{"retiredOn":"2026-11-01","reason":"Tidak berlaku"}"#
            let retired = await organiser.post("\(path)/retire", json: retire)
            #expect(retired.status == 200)
            let late = await organiser.post("\(path)/revise", json: revision)
            #expect(late.status == 409)
            let rest = try #require(retired.headers["Bina-Read-Token"])
            #expect(await organiser.get("/v1/aceh/programmes?at-least=\(rest)").text == #"{"programmes":[]}"#)
            #expect(await organiser.get("/v1/aceh/programmes?retired=true").text.contains("2026-11-01"))
        }
    }

    @Test func `refuses a curriculum that does not add up`() async throws {
        try await withRegister { stage in
            let organiser = try stage.caller(.trainingOrganiser)
            let answer = await organiser.post("/v1/aceh/programmes", json: programme(hours: 7))
            #expect(answer.status == 422)
            #expect(try answer.problem().slug == "hours-do-not-add-up")
            let office = try await stage.office.post("/v1/aceh/programmes", json: programme())
            #expect(office.status == 403)
            let tag = #"["\#(String(repeating: "x", count: 61))"]"#
            let long = programme().replacing(#"["layanan","etika"]"#, with: tag)
            let refused = await organiser.post("/v1/aceh/programmes", json: long)
            #expect(try refused.problem().errors?.map(\.field) == ["/topics/0"])
        }
    }

    @Test func `shows an event as it was recorded, to those who check and to the person concerned`() async throws {
        try await withRegister { stage in
            let person = try await stage.hire(hiring(unit: try await stage.unit()))
            let path = "/v1/aceh/events/civil-servant-\(person)/1"
            for caller in [try stage.caller(.auditor), try stage.caller(.civilServant, subject: person)] {
                let answer = await caller.get(path)
                #expect(answer.status == 200, "\(answer.text)")
                #expect(answer.text.contains(#""type":"enrolment.civil-servant-hired.v1""#))
                #expect(answer.text.contains(#""payload":{"employmentKind":"pns""#))
                #expect(answer.text.contains("sealed:1:\(person)") && !answer.text.contains("Meutia"))
            }
            let other = try stage.caller(.civilServant, subject: UUID().uuidString)
            #expect(await other.get(path).status == 404)
            #expect(try await stage.caller(.trainingOrganiser).get(path).status == 403)
            let stranger = try stage.caller(.auditor, tenant: "tebo")
            #expect(await stranger.get(path.replacing("aceh", with: "tebo")).status == 404)
            let auditor = try stage.caller(.auditor)
            #expect(await auditor.get("/v1/aceh/events/civil-servant-\(person)/2").status == 404)
            #expect(await auditor.get("/v1/aceh/events/civil-servant-\(person)/0").status == 400)
            #expect(await auditor.get("/v1/aceh/events/planet-\(person)/1").status == 400)
        }
    }
}
