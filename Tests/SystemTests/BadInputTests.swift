import Foundation
import ServiceRuntime
import ServiceTesting
import Testing

extension SystemTests {
    struct BadInput {
        /// Something sent, and the one problem that it must get.
        struct Case: Sendable {
            let what: String
            let status: Int
            let problem: String
            /// Field and rule, when one field is at fault.
            var rule: String?
            let send: @Sendable () async throws -> Answer
        }

        @Test func `bad input gets one clear problem and changes nothing`() async throws {
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                let person = try await office.hire("Ani Lestari", Office.number(1), unit: unit.id, key: "hire-1")
                let strangers = try Office(system, tenant: "tebo")
                let foreign = try await strangers.establishUnit()
                let count = try await system.eventCount()
                for bad in try cases(system, office, unit: unit, person: person, foreignUnit: foreign.id) {
                    let answer = try await bad.send()
                    #expect(answer.status == bad.status, "\(bad.what): \(answer.text)")
                    #expect(answer.problem == bad.problem, "\(bad.what): \(answer.text)")
                    #expect(answer.json["detail"]?.text?.isEmpty == false, "\(bad.what)")
                    if let rule = bad.rule { #expect(answer.brokenRules == [rule], "\(bad.what): \(answer.text)") }
                    #expect(try await system.eventCount() == count, "\(bad.what) changed something")
                }
                // After all of it, the same service still takes what is right.
                _ = try await office.hire("Budi Santoso", Office.number(2), unit: unit.id)
            }
        }

        private func cases(
            _ system: System,
            _ office: Office,
            unit: Created,
            person: Created,
            foreignUnit: String
        ) throws -> [Case] {
            let good = office.hiring("Citra Dewi", Office.number(3), unit: unit.id).object ?? [:]
            let hire = { @Sendable (change: [String: JSON]) in
                try await office.personnel.post("civil-servants", .object(good.merging(change) { $1 }))
            }
            let text = { @Sendable (text: String) in try await office.personnel.post("units", text: text) }
            return try [
                Case(what: "malformed JSON", status: 400, problem: "malformed-json") { try await text(#"{"name":"#) },
                Case(what: "a duplicate key", status: 422, problem: "invalid-request", rule: "/name duplicate-field") {
                    try await text(#"{"name":"A","name":"B","kind":"dinas"}"#)
                },
                Case(what: "an unknown field", status: 422, problem: "invalid-request", rule: "/nmae unknown-field") {
                    try await text(#"{"name":"Dinas","nmae":"Dinas","kind":"dinas"}"#)
                },
                Case(what: "another type of body", status: 415, problem: "unsupported-media-type") {
                    try await office.personnel.post("units", text: "name=Dinas", type: "text/plain")
                },
                Case(
                    what: "a wrong NIP",
                    status: 422,
                    problem: "invalid-request",
                    rule: "/number civil-servant-number.birth-date"
                ) { try await hire(["number": "198513122010031001"]) },
                Case(what: "a wrong date", status: 422, problem: "invalid-request", rule: "/startedOn date.format") {
                    try await hire(["startedOn": "31-12-2010"])
                },
                Case(what: "a day that is none", status: 422, problem: "invalid-request") {
                    try await hire(["startedOn": "2023-02-29"])
                },
                Case(what: "an oversized body", status: 413, problem: "body-too-large") {
                    try await text(#"{"name":"\#(String(repeating: "a", count: 2 << 20))"}"#)
                },
                Case(what: "a number that is taken", status: 409, problem: "number-taken", rule: "/number unique") {
                    try await hire(["number": .text(Office.number(1))])
                },
                Case(what: "another tenant's unit", status: 422, problem: "unit-not-open") {
                    try await hire(["unit": .text(foreignUnit)])
                },
                Case(what: "another tenant", status: 403, problem: "tenant-not-yours") {
                    try await Caller(system: system, tenant: "tebo", token: office.personnel.token).get("units")
                },
                Case(what: "a role that may not", status: 403, problem: "role-missing") {
                    try await system.caller("auditor").post("units", ["name": "Dinas", "kind": "dinas"])
                },
                Case(
                    what: "a stale version",
                    status: 412,
                    problem: "version-conflict",
                    rule: "If-Match current-version"
                ) {
                    try await office.personnel.post("units/\(unit.id)/rename", ["name": "Baru"], ifMatch: 7)
                },
                Case(
                    what: "a key of another request",
                    status: 422,
                    problem: "idempotency-key-reused",
                    rule: "Idempotency-Key unique"
                ) {
                    try await office.personnel.post("civil-servants", .object(good), key: "hire-1")
                },
                Case(what: "a time for oneself", status: 422, problem: "invalid-request", rule: "/occurredAt role") {
                    try await hire(["occurredAt": Office.hours(-5)])
                },
            ] + tokenCases(system)
        }

        private func tokenCases(_ system: System) throws -> [Case] {
            let forger = try TestTokens()
            @Sendable func caller(_ token: String?) -> Caller { Caller(system: system, tenant: "aceh", token: token) }
            let good = try system.tokens.token(tenants: ["aceh"], roles: ["personnel-office"])
            let parts = good.split(separator: ".").map(String.init)
            let tokens: [(String, String?, String)] = [
                ("no token", nil, "token-missing"),
                (
                    "an expired token",
                    try system.tokens.token(roles: ["personnel-office"], lifetime: -600), "token-expired"
                ),
                ("a forged token", try forger.token(roles: ["personnel-office"]), "token-refused"),
                ("a token of another body", "\(parts[0]).\(Self.claims).\(parts[2])", "token-refused"),
                ("an unsigned token", "eyJhbGciOiJub25lIn0.\(parts[1]).", "token-refused"),
                (
                    "a token for others",
                    try system.tokens.token(roles: ["personnel-office"], audience: "others"), "token-refused"
                ),
                ("no token at all", "abc", "token-refused"),
            ]
            return tokens.map { what, token, problem in
                Case(what: what, status: 401, problem: problem) {
                    try await caller(token).post("units", ["name": "Dinas", "kind": "dinas"])
                }
            }
        }

        /// What a forger would rather have signed.
        private static let claims = Data(#"{"sub":"x","tenant":["aceh"],"roles":["personnel-office"]}"#.utf8)
            .base64EncodedString().replacingOccurrences(of: "=", with: "")
    }
}
