import CivilServiceKernel
import HTTPServer
import ServiceTesting
import Testing

struct UnitRoutesTests {
    @Test func `enters a unit into the tree, once per Idempotency-Key`() async throws {
        try await withRegister { stage in
            let json = #"{"name":"Dinas Kesehatan","kind":"dinas","code":"D-1"}"#
            let first = try await stage.office.post("/v1/aceh/units", json: json, headers: ["Idempotency-Key": "k1"])
            let again = try await stage.office.post("/v1/aceh/units", json: json, headers: ["Idempotency-Key": "k1"])
            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(again.body == first.body)
            let other = try await stage.office.post(
                "/v1/aceh/units",
                json: #"{"name":"Dinas Lain","kind":"dinas"}"#,
                headers: ["Idempotency-Key": "k1"]
            )
            #expect(try other.problem().slug == "idempotency-key-reused")
            let found = try await stage.caller(.auditor).get(try #require(first.headers["Location"]))
            #expect(found.text.contains(#""name":"Dinas Kesehatan""#))
            #expect(found.headers["ETag"] == "\"1\"")
            let list = try await stage.caller(.civilServant).get(
                "/v1/aceh/units?at-least=\(try #require(first.headers["Bina-Read-Token"]))"
            )
            #expect(list.text.contains(try first.id))
        }
    }

    @Test func `lets nobody but the keepers change it, and nobody of another tenant see it`() async throws {
        try await withRegister { stage in
            let unit = try await stage.unit()
            let organiser = try stage.caller(.trainingOrganiser)
            let refused = await organiser.post("/v1/aceh/units/\(unit)/rename", json: #"{"name":"Lain"}"#)
            #expect(try refused.problem().slug == "role-missing")
            let stranger = try stage.caller(.personnelOffice, tenant: "tebo")
            #expect(await stranger.get("/v1/aceh/units/\(unit)").status == 403)
            #expect(await stranger.get("/v1/tebo/units/\(unit)").status == 404)
            let renamed = await stranger.post("/v1/tebo/units/\(unit)/rename", json: #"{"name":"Lain"}"#)
            #expect(try renamed.problem().slug == "unit-not-established")
            #expect(renamed.status == 404)
        }
    }

    @Test func `takes a change only for the version that its sender saw`() async throws {
        try await withRegister { stage in
            let unit = try await stage.unit()
            let path = "/v1/aceh/units/\(unit)/rename"
            let first = try await stage.office.post(path, json: #"{"name":"Satu"}"#, headers: ["If-Match": "\"1\""])
            #expect(first.status == 200)
            #expect(first.headers["ETag"] == "\"2\"")
            let late = try await stage.office.post(path, json: #"{"name":"Dua"}"#, headers: ["If-Match": "\"1\""])
            #expect(late.status == 412)
            #expect(try late.problem().slug == "version-conflict")
        }
    }

    @Test func `keeps the tree a tree`() async throws {
        try await withRegister { stage in
            let root = try await stage.unit("Pemerintah Aceh")
            let middle = try await stage.unit("Dinas", parent: root)
            let leaf = try await stage.unit("Bidang", parent: middle)
            let loop = try await stage.office.post("/v1/aceh/units/\(root)/move", json: #"{"parent":"\#(leaf)"}"#)
            #expect(loop.status == 422)
            #expect(try loop.problem().slug == "unit-below-itself")
            let freed = try await stage.office.post("/v1/aceh/units/\(leaf)/move", json: "{}")
            #expect(freed.status == 200)
            let under = try await stage.office.post("/v1/aceh/units/\(root)/move", json: #"{"parent":"\#(leaf)"}"#)
            #expect(under.status == 200)
        }
    }

    @Test func `closes a unit only when nobody is in it`() async throws {
        try await withRegister { stage in
            let unit = try await stage.unit()
            let close = #"{"closedOn":"2026-12-31","reason":"Digabung"}"#
            let hired = try await stage.office.post("/v1/aceh/civil-servants", json: hiring(unit: unit))
            let path = "/v1/aceh/units/\(unit)/close?at-least=\(try #require(hired.headers["Bina-Read-Token"]))"
            let refused = try await stage.office.post(path, json: close)
            #expect(refused.status == 409)
            #expect(try refused.problem().title.contains("pindahkan"))
            let left = try await stage.office.post(
                "/v1/aceh/civil-servants/\(try hired.id)/leave",
                json: #"{"reason":"retired","leftOn":"2026-11-01"}"#
            )
            let after = "/v1/aceh/units/\(unit)/close?at-least=\(try #require(left.headers["Bina-Read-Token"]))"
            #expect(try await stage.office.post(after, json: close).status == 200)
            let late = try await stage.office.post(
                "/v1/aceh/civil-servants",
                json: hiring("198601012010011002", unit: unit)
            )
            #expect(try late.problem().slug == "unit-not-open")
        }
    }

    @Test(arguments: [
        (#"{"name":"A","kind":"dinas","colour":"red"}"#, 422, "/colour"),
        (#"{"name":"","kind":"dinas"}"#, 422, "/name"),
        (#"{"name":"A","kind":"planet"}"#, 422, "/kind"),
        (#"{"name":"A","kind":"dinas","occurredAt":"2020-01-01T00:00:00Z"}"#, 422, "/occurredAt"),
        (#"{"name":"A","name":"B","kind":"dinas"}"#, 422, "/name"),
        (#"{"name":"A","kind":"dinas""#, 400, ""),
    ])
    func `names what is wrong with a body`(json: String, status: Int, field: String) async throws {
        try await withRegister { stage in
            let answer = try await stage.office.post("/v1/aceh/units", json: json)
            #expect(answer.status == status)
            let fields = try answer.problem().errors?.map(\.field) ?? [""]
            #expect(fields == [field], "\(answer.text)")
            #expect(try await stage.count("enrolment.events") == 0)
        }
    }
}
