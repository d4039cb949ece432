import HTTPServer
import Synchronization
import Testing

@Suite struct RouterTests {
    private struct Oops: Error {}

    private var router: Router {
        var router = Router()
        router.add(.get, "/v1/{tenant}/batches/{batch}", labels: "reader") { _, parameters in
            HTTPResponse(body: .text("\(parameters["tenant"] ?? "?") \(parameters["batch"] ?? "?")"))
        }
        router.add(.get, "/v1/{tenant}/batches/open") { _, _ in HTTPResponse(body: .text("the open ones")) }
        router.add(.delete, "/v1/{tenant}/batches/{batch}") { _, _ in HTTPResponse(status: .noContent) }
        router.add(.post, "/fails") { _, _ in throw Oops() }
        return router
    }

    private func answer(_ method: HTTPMethod, _ path: String) async -> (HTTPStatus, String, HTTPHeaders) {
        let response = await router.respond(to: HTTPRequest(method: method, path: path))
        return (response.status, String(decoding: response.body.bytes ?? [], as: UTF8.self), response.headers)
    }

    @Test func `gives the segments of the path to the handler`() async {
        #expect(await answer(.get, "/v1/aceh/batches/17").1 == "aceh 17")
    }

    @Test func `prefers a literal segment to a parameter`() async {
        #expect(await answer(.get, "/v1/aceh/batches/open").1 == "the open ones")
        #expect(await answer(.delete, "/v1/aceh/batches/open").0 == .noContent)
    }

    @Test(arguments: [
        "/", "/v1", "/v1/aceh/batches/", "/v1//batches/17", "/v1/aceh/batches/17/", "/V1/aceh/batches/17",
    ])
    func `finds nothing under`(path: String) async {
        let (status, body, headers) = await answer(.get, path)
        #expect(status == .notFound)
        #expect(headers["content-type"] == "application/problem+json")
        #expect(body.contains(#""status":404"#))
    }

    @Test func `names the methods that a path has`() async {
        let (status, _, headers) = await answer(.post, "/v1/aceh/batches/17")
        #expect(status == .methodNotAllowed)
        #expect(headers["Allow"] == "DELETE, GET, HEAD, OPTIONS")
        #expect(await answer(.head, "/fails").0 == .methodNotAllowed)
    }

    @Test func `answers OPTIONS for a path, and for the whole server`() async {
        let (status, _, headers) = await answer(.options, "/fails")
        #expect(status == .noContent && headers["Allow"] == "OPTIONS, POST")
        #expect(await answer(.options, "*").2["Allow"] == "DELETE, GET, HEAD, OPTIONS, POST")
        #expect(await answer(.options, "/nowhere").0 == .notFound)
    }

    @Test func `answers HEAD with the handler of GET`() async {
        #expect(await answer(.head, "/v1/aceh/batches/17").0 == .ok)
    }

    @Test func `tells nothing about an error unless told how`() async {
        let (status, body, _) = await answer(.post, "/fails")
        #expect(status == .internalServerError && !body.contains("Oops"))
        var router = router
        router.onError = { error, _ in HTTPResponse(status: .conflict, body: .text("\(type(of: error))")) }
        let response = await router.respond(to: HTTPRequest(method: .post, path: "/fails"))
        #expect(response.status == .conflict && response.body.bytes == Array("Oops".utf8))
    }

    @Test func `wraps every answer, the first wrapper outermost, and shows it the route and the final status`() async {
        final class Seen: Sendable { let lines = Mutex<[String]>([]) }
        let seen = Seen()
        var router = router
        router.wrap { request, route, next in
            let response = await next(request)
            seen.lines.withLock {
                $0.append("\(route?.pattern ?? "-") \(route?.labels ?? []) \(response.status.rawValue)")
            }
            return response
        }
        router.wrap { request, _, next in
            guard request.headers["Authorization"] != nil else { throw Oops() }
            return await next(request)
        }
        _ = await router.respond(to: HTTPRequest(path: "/v1/aceh/batches/1"))
        for (method, path) in [(HTTPMethod.get, "/v1/aceh/batches/1"), (.post, "/fails"), (.get, "/nowhere")] {
            _ = await router.respond(to: HTTPRequest(method: method, path: path, headers: ["authorization": "x"]))
        }
        #expect(
            seen.lines.withLock { $0 } == [
                #"/v1/{tenant}/batches/{batch} ["reader"] 500"#, #"/v1/{tenant}/batches/{batch} ["reader"] 200"#,
                "/fails [] 500", "- [] 404",
            ]
        )
    }

    @Test func `lists its routes`() {
        #expect(
            router.routes.map { "\($0.method.rawValue) \($0.pattern)" }.sorted().first
                == "DELETE /v1/{tenant}/batches/{batch}"
        )
        #expect(router.routes.count == 4)
    }
}

@Suite struct HTTPValuesTests {
    @Test func `header names compare without case, and values keep their order`() {
        var headers: HTTPHeaders = ["Accept": "a", "ACCEPT": "b", "X-One": "1"]
        #expect(headers["accept"] == "a" && headers.values(of: "aCCept") == ["a", "b"])
        headers["accept"] = "c"
        #expect(headers.values(of: "Accept") == ["c"] && headers["x-one"] == "1")
        headers["X-ONE"] = nil
        #expect(headers["X-One"] == nil)
    }

    @Test func `a query is decoded once`() throws {
        let query = try #require(HTTPQuery(parsing: "q=a+b%2Bc&empty=&flag&q=%2525&%C3%A9=1"))
        #expect(query["q"] == "a b+c" && query.values(of: "q") == ["a b+c", "%25"])
        #expect(query["empty"] == "" && query["flag"] == "" && query["é"] == "1" && query["nothing"] == nil)
        #expect(query.names == ["q", "empty", "flag", "q", "é"])
    }

    @Test(arguments: ["a=%", "a=%2", "a=%zz", "a=%00", "a=%ff", "%c3=1", "a=%C0%80"])
    func `a query is refused with`(text: String) {
        #expect(HTTPQuery(parsing: text) == nil)
    }
}
