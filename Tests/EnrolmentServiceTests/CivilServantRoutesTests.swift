import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import HTTPServer
import ProjectionRuntime
import TestSupport
import ServiceTesting
import Testing

struct CivilServantRoutesTests {
    @Test func `opens personal values for oneself, one's superior and the office, and for nobody else`() async throws {
        try await withRegister { stage in
            let unit = try await stage.unit()
            let chief = try await stage.hire(hiring("197001011995011001", name: "Teuku Umar", unit: unit))
            let person = try await stage.hire(hiring(unit: unit, superior: chief))
            let path = "/v1/aceh/civil-servants/\(person)"
            let callers = [
                try stage.office, try stage.caller(.civilServant, subject: person),
                try stage.caller(.superior, subject: chief),
            ]
            for caller in callers {
                let answer = await caller.get(path)
                #expect(answer.text.contains(#""name":"Cut Nyak Meutia""#))
                #expect(answer.text.contains(#""number":"198501012010011001""#))
            }
            let auditor = try await stage.caller(.auditor).get(path)
            #expect(auditor.status == 200)
            #expect(!auditor.text.contains("Meutia") && !auditor.text.contains("19850101"))
            #expect(try await stage.caller(.civilServant, subject: chief).get(path).status == 404)
            let below = try stage.caller(.superior, subject: person)
            #expect(await below.get("/v1/aceh/civil-servants/\(chief)").status == 404)
            let stranger = try stage.caller(.auditor, tenant: "tebo")
            #expect(await stranger.get("/v1/tebo/civil-servants/\(person)").status == 404)
        }
    }

    @Test func `keeps names and numbers out of everything that it records`() async throws {
        try await withRegister { stage in
            _ = try await stage.hire(hiring(unit: try await stage.unit(), more: #","contact":"meutia@aceh.go.id""#))
            let recorded = try await stage.everythingRecorded()
            #expect(recorded.contains("civil-servant-hired"))
            for secret in ["Meutia", "198501012010011001", "meutia@"] { #expect(!recorded.contains(secret)) }
        }
    }

    @Test func `gives one number to one person`() async throws {
        try await withRegister { stage in
            let unit = try await stage.unit()
            let first = try await stage.office.post(
                "/v1/aceh/civil-servants",
                json: hiring(unit: unit),
                headers: ["Idempotency-Key": "hire-1"]
            )
            let again = try await stage.office.post(
                "/v1/aceh/civil-servants",
                json: hiring(unit: unit),
                headers: ["Idempotency-Key": "hire-1"]
            )
            #expect(again.status == 201)
            #expect(again.body == first.body)
            let double = try await stage.office.post("/v1/aceh/civil-servants", json: hiring(name: "Lain", unit: unit))
            #expect(double.status == 409)
            #expect(try double.problem().errors?.map(\.field) == ["/number"])
            #expect(!double.text.contains("198501012010011001"))
            let found = try await stage.office.post(
                "/v1/aceh/civil-servants/lookup",
                json: #"{"number":"19850101 201001 1 001"}"#
            )
            #expect(found.text == #"{"id":"\#(try first.id)"}"#)
            let unknown = try await stage.office.post(
                "/v1/aceh/civil-servants/lookup",
                json: #"{"number":"198501012010011002"}"#
            )
            #expect(unknown.status == 404)
        }
    }

    @Test(arguments: [
        ("19850101201001100", "civil-servant-number.length"), ("198513012010011001", "civil-servant-number.birth-date"),
        ("198501012010151001", "civil-servant-number.kind-digits"),
        ("198501012010013001", "civil-servant-number.sex-digit"), ("", "civil-servant-number.length"),
    ])
    func `refuses a number that cannot be one, without repeating it`(number: String, rule: String) async throws {
        try await withRegister { stage in
            let answer = try await stage.office.post(
                "/v1/aceh/civil-servants",
                json: hiring(number, unit: UUID().uuidString.lowercased())
            )
            #expect(answer.status == 422)
            #expect(try answer.problem().errors?.map(\.rule) == [rule])
            #expect(number.isEmpty || !answer.text.contains(number))
        }
    }

    @Test func `asks other streams what the rules need to know`() async throws {
        try await withRegister { stage in
            let unit = try await stage.unit()
            let chief = try await stage.hire(hiring("197001011995011001", unit: unit))
            let person = try await stage.hire(hiring(unit: unit, superior: chief))
            let nowhere = UUID().uuidString.lowercased()
            let path = "/v1/aceh/civil-servants"
            func slug(_ target: String, _ json: String) async throws -> String {
                try await stage.office.post("\(path)\(target)", json: json).problem().slug
            }
            #expect(try await slug("", hiring("198601012010011003", unit: nowhere)) == "unit-not-open")
            let orphan = hiring("198601012010011003", unit: unit, superior: nowhere)
            #expect(try await slug("", orphan) == "superior-not-serving")
            #expect(try await slug("", hiring("198601012010011003", rank: "IX", unit: unit)) == "rank-of-other-kind")
            let loop = #"{"superior":"\#(person)","effectiveOn":"2026-11-01"}"#
            #expect(try await slug("/\(chief)/change-superior", loop) == "superior-loop")
            let own = #"{"superior":"\#(chief)","effectiveOn":"2026-11-01"}"#
            #expect(try await slug("/\(chief)/change-superior", own) == "own-superior")
            let down = #"{"rank":"II/a","postTitle":"Analis","postLevel":"ahli-pertama","effectiveOn":"2026-11-01"}"#
            #expect(try await slug("/\(person)/promote", down) == "not-a-promotion")
            let early = #"{"superior":null,"effectiveOn":"2001-01-01"}"#
            #expect(try await slug("/\(person)/change-superior", early) == "before-hiring")
            let leave = #"{"reason":"retired","leftOn":"2026-11-01"}"#
            #expect(try await slug("/\(nowhere)/leave", leave) == "civil-servant-not-registered")
        }
    }

    @Test func `promotes, moves and lets go`() async throws {
        try await withRegister { stage in
            let (unit, other) = (try await stage.unit(), try await stage.unit("Badan"))
            let path = "/v1/aceh/civil-servants/\(try await stage.hire(hiring(unit: unit)))"
            let post = #""postTitle":"Kepala","postLevel":"pengawas","effectiveOn":"2026-11-01""#
            let promoted = try await stage.office.post("\(path)/promote", json: #"{"rank":"III/b",\#(post)}"#)
            #expect(promoted.status == 200)
            #expect(try await stage.office.post("\(path)/move", json: #"{"unit":"\#(other)",\#(post)}"#).status == 200)
            let leave = #"{"reason":"retired","leftOn":"2026-11-30"}"#
            #expect(try await stage.office.post("\(path)/leave", json: leave).status == 200)
            let again = try await stage.office.post("\(path)/leave", json: leave)
            #expect(again.status == 200)
            #expect(again.headers["ETag"] == "\"4\"")
            let late = try await stage.office.post("\(path)/move", json: #"{"unit":"\#(unit)",\#(post)}"#)
            #expect(late.status == 409)
            let answer = try await stage.office.get(path)
            #expect(answer.text.contains(#""rank":"III/b""#))
            #expect(answer.text.contains(#""leftOn":"2026-11-30""#))
            #expect(answer.text.contains(other))
        }
    }

    @Test func `corrects what differs and moves the number's claim along`() async throws {
        try await withRegister { stage in
            let unit = try await stage.unit()
            let person = try await stage.hire(hiring(unit: unit))
            let path = "/v1/aceh/civil-servants/\(person)/correct"
            let same = try await stage.office.post(path, json: #"{"name":"Cut Nyak Meutia"}"#)
            #expect(same.headers["ETag"] == "\"1\"")
            let kind = try await stage.office.post(path, json: #"{"number":"198501012010211001"}"#)
            #expect(try kind.problem().errors?.map(\.field) == ["/number"])
            let other = #"{"number":"198501012010011009","name":"Cut Meutia"}"#
            let changed = try await stage.office.post(path, json: other)
            #expect(changed.status == 200)
            let answer = try await stage.office.get("/v1/aceh/civil-servants/\(person)")
            #expect(answer.text.contains("198501012010011009") && answer.text.contains(#""name":"Cut Meutia""#))
            // The old number is free, the new one is not.
            _ = try await stage.hire(hiring("198501012010011001", name: "Lain", unit: unit))
            let double = try await stage.office.post(path, json: #"{"number":"198501012010011001"}"#)
            #expect(double.status == 409)
            #expect(try double.problem().errors?.map(\.field) == ["/number"])
            #expect(try await stage.count("enrolment.unique_claims") == 2)
        }
    }

    @Test func `forgets a person for good, and may be asked twice`() async throws {
        try await withRegister { stage in
            let unit = try await stage.unit()
            let person = try await stage.hire(hiring(unit: unit))
            let path = "/v1/aceh/civil-servants/\(person)"
            #expect(try await stage.caller(.recordsImporter).post("\(path)/erase", json: "{}").status == 403)
            for _ in 0..<2 {
                let erased = try await stage.office.post("\(path)/erase", json: #"{"reason":"subject-request"}"#)
                #expect(erased.status == 200)
                #expect(erased.headers["ETag"] == "\"2\"")
            }
            let answer = try await stage.office.get(path)
            #expect(answer.status == 200)
            #expect(answer.text.contains(#""erased":true"#))
            #expect(!answer.text.contains("number") && !answer.text.contains("Meutia"))
            #expect(try await stage.count("enrolment.unique_claims") == 0)
            #expect(try await stage.count("vault.subject_keys where wrapped_key is not null") == 0)
            let late = try await stage.office.post("\(path)/correct", json: #"{"name":"Cut Nyak"}"#)
            #expect(try late.problem().slug == "civil-servant-erased")
            // The number may be registered again: for a person who comes back, or who was entered twice.
            #expect(try await stage.hire(hiring(unit: unit)) != person)
        }
    }

    @Test func `destroys the key also when the process that recorded the erasure ended before`() async throws {
        try await withRegister { stage in
            let person = try await stage.hire(hiring(unit: try await stage.unit()))
            let tenant = try #require(TenantID("aceh"))
            let id = try #require(CivilServantID(person))
            _ = try await stage.erasureWithoutItsKey(of: id, tenant: tenant)
            #expect(try await stage.count("vault.subject_keys where wrapped_key is not null") == 1)
            let running = Task { await stage.erasedKeys.run() }
            let isGone = try await eventually {
                try await stage.count("vault.subject_keys where wrapped_key is not null") == 0
            }
            running.cancel()
            await running.value
            #expect(isGone)
        }
    }
}
