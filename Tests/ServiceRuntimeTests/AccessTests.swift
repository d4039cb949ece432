import Cryptography
import EventSourcing
import HTTPServer
import ServiceTesting
import Synchronization
import Testing

@testable import ServiceRuntime

struct AccessTests {
    private let lamp = "/v1/aceh/lamps/00000000-0000-4000-8000-000000000001"

    @Test func `a good token of the tenant with a permitted role is let in`() async throws {
        let service = try LampService()
        let token = try service.tokens.token(roles: [.viewer, "other"])
        #expect(await service.client.with(token: token).get(lamp).status == 200)
    }

    @Test func `without a token nothing but the public routes answers`() async throws {
        let service = try LampService()
        let answer = await service.client.get(lamp)
        #expect(answer.status == 401)
        #expect(try answer.problem().slug == "token-missing")
        #expect(answer.headers["WWW-Authenticate"] == #"Bearer realm="bina""#)
        #expect(await service.client.get("/healthz").status == 200)
        for header in ["Basic abc", "Bearer", "Bearer "] {
            #expect(await service.client.get(lamp, headers: ["Authorization": header]).status == 401)
        }
    }

    @Test func `an expired token says so`() async throws {
        let service = try LampService()
        let token = try service.tokens.token(roles: [.viewer], lifetime: -3_600)
        let answer = await service.client.with(token: token).get(lamp)
        #expect(answer.status == 401)
        #expect(try answer.problem().slug == "token-expired")
        #expect(answer.headers["WWW-Authenticate"]?.contains(#"error="invalid_token""#) == true)
    }

    @Test func `forged, foreign and broken tokens get one and the same answer`() async throws {
        let service = try LampService()
        let good = try service.tokens.token(roles: [.viewer])
        let parts = good.split(separator: ".").map(String.init)
        let tokens = [
            try TestTokens().token(roles: [.viewer]),
            try service.tokens.token(roles: [.viewer], issuer: "https://elsewhere.test"),
            try service.tokens.token(roles: [.viewer], audience: "elsewhere"),
            try service.tokens.sign(Array("{}".utf8)),
            "\(parts[0]).\(parts[1]).",
            "\(parts[0]).\(Base64URL.encode(Array(#"{"sub":"root"}"#.utf8))).\(parts[2])",
            "eyJhbGciOiJub25lIn0.\(parts[1]).",
            "garbage",
            String(repeating: "a", count: 10_000),
        ]
        var answers: Set<String> = []
        for token in tokens {
            let answer = await service.client.with(token: token).get(lamp)
            #expect(answer.status == 401)
            let problem = try answer.problem()
            answers.insert(problem.slug + problem.detail)
        }
        #expect(answers.count == 1)
    }

    @Test func `another tenant's path is refused, whether the tenant exists or not`() async throws {
        let service = try LampService()
        let client = service.client.with(token: try service.tokens.token(tenants: ["aceh", "tebo"], roles: [.viewer]))
        for tenant in ["makassar", "nowhere", "NOT-A-TENANT"] {
            let answer = await client.get("/v1/\(tenant)/lamps/1")
            #expect(answer.status == 403)
            #expect(try answer.problem().slug == "tenant-not-yours")
        }
        #expect(await client.get(lamp.replacing("aceh", with: "tebo")).status == 200)
    }

    @Test func `a role that is not permitted is refused with those that are`() async throws {
        let service = try LampService()
        let client = service.client.with(token: try service.tokens.token(roles: [.viewer]))
        let answer = await client.post("/v1/aceh/lamps", json: #"{"on":true}"#)
        #expect(answer.status == 403)
        #expect(try answer.problem().detail == "This needs one of the roles switcher.")
        #expect(await client.get("/feed").status == 403)
    }

    @Test func `a service reads across tenants with its role alone`() async throws {
        let service = try LampService()
        let token = try service.tokens.token(subject: "reader", tenants: [], roles: [.feedReader])
        #expect(
            try await service.client.with(token: token).get("/feed").json([String: String].self) == [
                "subject": "reader"
            ]
        )
        #expect(await service.client.with(token: token).get(lamp).status == 403)
    }

    @Test func `the tenant claim may be one text, and roles may be missing`() async throws {
        let service = try LampService()
        let now = Timestamp.now.microseconds / 1_000_000
        func claims(_ more: String) -> [UInt8] {
            let issuer = #""iss":"\#(TestTokens.issuer)","aud":["x","bina"],"exp":\#(now + 60)"#
            return Array("{\(issuer),\(more)}".utf8)
        }
        let one = try service.tokens.sign(claims(#""sub":"a","tenant":"aceh","roles":["viewer"]"#))
        #expect(await service.client.with(token: one).get(lamp).status == 200)
        let none = try service.tokens.sign(claims(#""sub":"a","tenant":"aceh""#))
        #expect(await service.client.with(token: none).get(lamp).status == 403)
        for bad in [#""tenant":"aceh""#, #""sub":"a b","tenant":"aceh""#, #""sub":"a","tenant":7"#, #""sub":"""#] {
            #expect(await service.client.with(token: try service.tokens.sign(claims(bad))).get(lamp).status == 401)
        }
    }

    /// An issuer that changes its keys, and counts how often it is asked.
    final class Issuer: Sendable {
        struct Away: Error {}
        private let state = Mutex<(keys: [UInt8]?, asked: Int)>((nil, 0))
        var asked: Int { state.withLock { $0.asked } }
        func publish(_ keys: [UInt8]?) { state.withLock { $0.keys = keys } }
        func ask() throws -> [UInt8] {
            try state.withLock { state throws(Away) in
                state.asked += 1
                guard let keys = state.keys else { throw Away() }
                return keys
            }
        }
    }

    @Test func `keys: fetched on need, kept when the issuer is away, asked for at most once a minute`() async throws {
        let (old, new) = (try TestTokens(), try TestTokens())
        let (issuer, clock) = (Issuer(), ContinuousTestClock())
        let keys = TokenKeys(
            issuer: TestTokens.issuer,
            audience: TestTokens.audience,
            log: .silent,
            clock: { clock.now },
            load: { try issuer.ask() }
        )
        let now = Timestamp.now.microseconds / 1_000_000
        func isGood(_ tokens: TestTokens) async throws -> Bool {
            (try? await keys.verify(try tokens.token(roles: []), now: now)) != nil
        }
        #expect(try await !isGood(old))
        #expect(await !keys.hasKeys)
        issuer.publish(old.keySet)
        #expect(try await !isGood(old), "asked within the minute")
        clock.advance(by: .seconds(61))
        #expect(try await isGood(old))
        issuer.publish(new.keySet)
        for _ in 0..<20 { #expect(try await !isGood(new)) }
        clock.advance(by: .seconds(61))
        #expect(try await isGood(new))
        issuer.publish(nil)
        await keys.refresh()
        issuer.publish(Array("{}".utf8))
        await keys.refresh()
        issuer.publish(Array(#"{"keys":[]}"#.utf8))
        await keys.refresh()
        #expect(try await isGood(new))
        #expect(issuer.asked == 6)
    }

    @Test func `before the first key set the answer is to come back`() async throws {
        struct Away: Error {}
        let keys = TokenKeys(issuer: "a", audience: "b", log: .silent) { throw Away() }
        let authenticator = Authenticator.bearer(keys)
        let token = try TestTokens().token(roles: [])
        let request = HTTPRequest(path: "/", headers: ["Authorization": "Bearer \(token)"])
        let problem = await #expect(throws: Problem.self) { try await authenticator.authenticate(request) }
        #expect(problem?.status == .serviceUnavailable)
    }
}

/// A clock that stands until it is moved.
final class ContinuousTestClock: Sendable {
    private let instant = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { instant.withLock { $0 } }
    func advance(by duration: Duration) { instant.withLock { $0 += duration } }
}
