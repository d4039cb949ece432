import Cryptography
import EventSourcing
import HTTPServer
import ServiceTesting
import Testing

@testable import ServiceRuntime

struct ServiceRoutesTests {
    private let lamps = "/v1/aceh/lamps"
    private let lamp = "/v1/aceh/lamps/00000000-0000-4000-8000-000000000001"

    private struct Answer: Decodable, Equatable {
        let stream: String
        let version: Int64
        let token: String?
    }

    @Test func `a command is answered with its stream, version and read token`() async throws {
        let answer = try await LampService().switcher().post(lamps, json: #"{"on":true}"#)
        #expect(answer.status == 201)
        #expect(try answer.json(Answer.self).version == 1)
        #expect(answer.headers["Bina-Read-Token"] == "lamps.3.7")
        #expect(answer.headers["ETag"] == "\"1\"")
        #expect(answer.headers["Location"]?.hasPrefix("/v1/aceh/lamps/") == true)
    }

    @Test func `the same Idempotency-Key gives the same command, for the same sender only`() async throws {
        let service = try LampService()
        func stream(_ subject: String, _ key: String?) async throws -> String {
            let headers: HTTPHeaders = key.map { ["Idempotency-Key": $0] } ?? [:]
            let client = try service.switcher(subject)
            return try await client.post(lamps, json: #"{"on":true}"#, headers: headers).json(Answer.self).stream
        }
        let first = try await stream("a", "k-1")
        #expect(try await stream("a", "k-1") == first)
        #expect(try await stream("b", "k-1") != first)
        #expect(try await stream("a", "k-2") != first)
        #expect(try await stream("a", nil) != stream("a", nil))
        #expect(
            first.dropFirst("lamp-".count).dropFirst(14).first == "8",
            "an id derived from a digest is of version 8"
        )
    }

    @Test func `the fingerprint tells requests with the same key apart`() throws {
        let key = try SymmetricKey(bytes: Array(repeating: 7, count: 32))
        func head(
            _ json: String,
            path: String = "/v1/aceh/lamps",
            query: HTTPQuery = [:],
            keyed: Bool = true
        ) throws -> CommandHead {
            let http = HTTPRequest(
                method: .post,
                path: path,
                query: query,
                headers: ["Idempotency-Key": "k"],
                body: Array(json.utf8)
            )
            let tenant = try #require(TenantID("aceh"))
            let request = ServiceRequest(
                http: http,
                parameters: PathParameters(),
                principal: Principal(subject: "a", tenants: [tenant], roles: []),
                trace: TraceContext(),
                receivedAt: .now,
                fingerprintKey: keyed ? key : nil
            )
            return try TenantRequest(tenant: tenant, request).commandHead()
        }
        let first = try head("{}")
        #expect(try head("{}").fingerprint == first.fingerprint)
        #expect(try head("{}", keyed: false).fingerprint != first.fingerprint, "without the key it cannot be tried out")
        #expect(try head("{ }").fingerprint != first.fingerprint)
        #expect(try head("{}", query: ["a": "b"]).fingerprint != first.fingerprint)
        #expect(try head("{ }").context.commandID == first.context.commandID)
        #expect(try head("{}", path: "/v1/aceh/switches").context.commandID != first.context.commandID)
    }

    @Test(arguments: ["", "a b", "é", "tab\t", String(repeating: "k", count: 256)])
    func `a bad Idempotency-Key is refused`(key: String) async throws {
        let answer = try await LampService().switcher().post(lamps, headers: ["Idempotency-Key": key])
        #expect(answer.status == 400)
        #expect(try answer.problem().errors?.map(\.field) == ["Idempotency-Key"])
    }

    @Test func `two keys are refused, the longest one is taken`() async throws {
        let client = try LampService().switcher()
        var headers: HTTPHeaders = ["Idempotency-Key": "a"]
        headers.add("Idempotency-Key", "b")
        #expect(await client.post(lamps, json: #"{"on":true}"#, headers: headers).status == 400)
        headers["Idempotency-Key"] = String(repeating: "k", count: 255)
        #expect(await client.post(lamps, json: #"{"on":true}"#, headers: headers).status == 201)
    }

    @Test func `a stale version fails its precondition; without one it is a conflict`() async throws {
        let client = try LampService().switcher()
        for tag in ["\"3\"", "3"] { #expect(await client.put(lamp, headers: ["If-Match": tag]).status == 200) }
        let stale = await client.put(lamp, headers: ["If-Match": "\"2\""])
        #expect(stale.status == 412)
        #expect(try stale.problem().errors?.first?.field == "If-Match")
        #expect(stale.headers["ETag"] == "\"3\"")
        for headers: HTTPHeaders in [[:], ["If-Match": "*"]] {
            #expect(await client.put(lamp, headers: headers).status == 409)
        }
        for tag in ["W/\"3\"", "\"\"", "-3", "\"a\"", "\"1\", \"3\"", "99999999999999999999", "\""] {
            #expect(await client.put(lamp, headers: ["If-Match": tag]).status == 400, "\(tag)")
        }
    }

    @Test func `refusals name field and rule`() async throws {
        let client = try LampService().switcher()
        let unknown = try await client.post(lamps, json: #"{"on":true,"dim":1}"#).problem()
        #expect(unknown.status == 422)
        #expect(unknown.errors?.map(\.field) == ["/dim"])
        #expect(unknown.errors?.map(\.rule) == ["unknown-field"])
        #expect(unknown.type == "urn:bina:problem:invalid-request")
        #expect(try await client.post(lamps, json: "{").problem().slug == "malformed-json")
        #expect(await client.post(lamps, headers: ["Content-Type": "text/plain"]).status == 415)
        #expect(try await client.post(lamps, json: #"{"on":false}"#).problem().slug == "lamp-broken")
    }

    @Test func `parameters are checked by name`() async throws {
        let client = try LampService().switcher()
        let good = await client.get(
            "\(lamp)?at-least=lamps.1.5,other.0.9&limit=7",
            headers: ["Bina-At-Least": "lamps.2.1"]
        )
        let values = try good.json([String: String].self)
        #expect(values["limit"] == "7")
        #expect(values["atLeast"] == "lamps.1.5 other.0.9 lamps.2.1")
        #expect(
            good.headers["Link"]
                == "<\(lamp)?at-least=lamps.1.5%2Cother.0.9&limit=7&after=a%20b%2F%C3%BC>; rel=\"next\""
        )
        let bad = [
            ("?at-least=lamps.1", "at-least"), ("?limit=0", "limit"), ("?limit=x", "limit"), ("?colour=red", "colour"),
            ("?limit=1&limit=2", "limit"),
        ]
        for (query, field) in bad {
            let problem = try await client.get(lamp + query).problem()
            #expect(problem.status == 400)
            #expect(problem.errors?.map(\.field) == [field])
        }
        #expect(try await client.get("/v1/aceh/lamps/7").problem().errors?.map(\.field) == ["lamp"])
    }

    @Test func `an unexpected error leaks nothing and is logged once`() async throws {
        let lines = LogTests.Lines()
        let log = Log(service: "lamps", sink: { lines.take($0) })
        let answer = try await LampService(log: log).switcher().delete(lamp)
        let problem = try answer.problem()
        #expect(problem.status == 500)
        #expect(!answer.text.contains("Unexpected"))
        await log.flush()
        let errors = lines.all.filter { $0.contains(#""level":"error""#) }
        #expect(errors.count == 1)
        #expect(errors.first?.contains(try #require(problem.traceId)) == true)
    }

    @Test func `paths and methods that are not served are problems too`() async throws {
        let client = try LampService().switcher()
        #expect(try await client.get("/nothing").problem().slug == "path-not-served")
        let answer = await client.send(.patch, lamp)
        #expect(try answer.problem().slug == "method-not-allowed")
        #expect(answer.headers["Allow"]?.contains("GET") == true)
    }

    @Test func `a trace goes on through the request`() async throws {
        let client = try LampService().switcher()
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let answer = await client.put(lamp, headers: ["If-Match": "3", "traceparent": parent])
        let recorded = try #require(
            TraceContext(traceparent: try answer.json([String: String].self)["traceparent"] ?? "")
        )
        #expect(recorded.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(recorded.spanID != "00f067aa0ba902b7")
        #expect(answer.headers["traceparent"] == recorded.traceparent)
        let fresh = await client.put(lamp, headers: ["If-Match": "3", "traceparent": "nonsense"])
        #expect(TraceContext(traceparent: fresh.headers["traceparent"] ?? "") != nil)
    }

    @Test func `requests are counted by route and logged without what they carry`() async throws {
        let lines = LogTests.Lines()
        let log = Log(service: "lamps", sink: { lines.take($0) })
        let service = try LampService(log: log)
        _ = try await service.switcher().post(lamps, json: #"{"on":true,"secret":1}"#)
        _ = await service.client.get("/nothing/\u{1}here")
        _ = await service.client.get("/healthz")
        let text = await service.client.get("/metrics").text
        #expect(text.contains(#"bina_http_requests_total{method="POST",route="/v1/{tenant}/lamps",status="422"} 1"#))
        #expect(text.contains(#"bina_http_requests_total{method="GET",route="none",status="404"} 1"#))
        await log.flush()
        #expect(lines.all.count == 2)
        #expect(lines.all.allSatisfy { !$0.contains("secret") && !$0.contains("Bearer") && !$0.contains("nothing") })
    }

    @Test func `what the store says becomes a problem`() {
        typealias Failure = CommandFailure<LampService.LampRejection>
        let id = CommandID(TestIDs.one)
        let stream = StreamID(tenant: TestIDs.aceh, category: "lamp", id: TestIDs.one)
        let unreadable = UnreadableEvent(type: "lamp.lit.v1", stream: stream, version: 1)
        let failures: [(Failure, Int)] = [
            (.rejected(.broken), 409), (.conflict(actual: 2), 409), (.reused(id), 422),
            (.claimed(UniqueClaim(kind: "socket", digest: []), by: stream), 409), (.unreadable(unreadable), 500),
            (.invalid("too large"), 422), (.unavailable("host=10.0.0.1"), 503),
        ]
        for (failure, status) in failures {
            #expect(failure.problem.status.rawValue == status)
            let text = String(decoding: failure.problem.response(traceID: nil).body.bytes ?? [], as: UTF8.self)
            #expect(!text.contains("10.0.0.1") && !text.contains(stream.description))
        }
    }
}
