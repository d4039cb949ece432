import HTTPServer
import Testing

@testable import HTTPClient

/// The client against our own server on a socket.
@Suite(.timeLimit(.minutes(1)))
struct HTTPClientTests {
    private func serving(_ body: (String, HTTPClient) async throws -> Void) async throws {
        var router = Router()
        router.add(.get, "/echo") { request, _ in
            HTTPResponse(
                headers: ["X-Authorization": request.headers["Authorization"] ?? "none"],
                body: .text(request.query["text"] ?? "")
            )
        }
        router.add(.post, "/echo") { request, _ in HTTPResponse(status: .created, body: .bytes(request.body)) }
        router.add(.get, "/large") { _, _ in HTTPResponse(body: .bytes(Array(repeating: 65, count: 100_000))) }
        router.add(.get, "/elsewhere") { _, _ in
            HTTPResponse(status: .found, headers: ["Location": "http://example.invalid/"])
        }
        router.add(.get, "/never") { _, _ in
            try await Task.sleep(for: .seconds(20))
            return HTTPResponse()
        }
        let server = HTTPServer(HTTPServerConfiguration(), router: router)
        try server.start()
        do {
            try await body("http://127.0.0.1:\(server.port)", HTTPClient(maximumRequests: 2))
        } catch {
            await server.shutdown(within: .milliseconds(100))
            throw error
        }
        await server.shutdown(within: .milliseconds(100))
    }

    @Test func `gets what is served, with headers and token`() async throws {
        try await serving { url, client in
            let answer = try await client.get("\(url)/echo?text=hi", bearer: "t-1")
            #expect(answer.status == 200)
            #expect(answer.body == Array("hi".utf8))
            #expect(answer.header("x-authorization") == "Bearer t-1")
            #expect(try await client.get("\(url)/echo").header("X-Authorization") == "none", "no token is left behind")
            #expect(try await client.get("\(url)/missing").status == 404)
        }
    }

    @Test func `posts any bytes`() async throws {
        try await serving { url, client in
            let body = Array(repeating: UInt8(0), count: 5_000) + [1, 2, 3]
            let request = HTTPClientRequest(method: "POST", url: "\(url)/echo", body: body)
            let answer = try await client.send(request, deadline: .seconds(30))
            #expect(answer.status == 201)
            #expect(answer.body == body)
            let empty = HTTPClientRequest(method: "POST", url: "\(url)/echo", body: [])
            #expect(try await client.send(empty, deadline: .seconds(30)).body.isEmpty)
        }
    }

    @Test func `a redirect is an answer, not followed`() async throws {
        try await serving { url, client in
            let answer = try await client.get("\(url)/elsewhere", bearer: "secret")
            #expect(answer.status == 302)
            #expect(answer.header("Location") == "http://example.invalid/")
        }
    }

    @Test func `an answer that is too long is refused`() async throws {
        try await serving { url, client in
            await #expect(throws: HTTPClientError.tooLarge(maximumBytes: 99_999)) {
                try await client.get("\(url)/large", maximumBytes: 99_999)
            }
            let whole = try await client.get("\(url)/large", maximumBytes: 100_000)
            #expect(whole.body.count == 100_000)
        }
    }

    @Test func `gives up at the deadline, also while waiting for a turn`() async throws {
        try await serving { url, client in
            let start = ContinuousClock.now
            await withTaskGroup(of: HTTPClientError?.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do throws(HTTPClientError) {
                            _ = try await client.get("\(url)/never", deadline: .milliseconds(200))
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                for await error in group { #expect(error == .timedOut) }
            }
            #expect(ContinuousClock.now - start < .seconds(10))
            let next = try await client.get("\(url)/echo")
            #expect(next.status == 200, "every place was given back")
        }
    }

    @Test func `gives up when its task is cancelled`() async throws {
        try await serving { url, client in
            let tasks = (0..<4).map { _ in
                Task { () -> HTTPClientError? in
                    do throws(HTTPClientError) {
                        _ = try await client.get("\(url)/never", deadline: .seconds(15))
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            for task in tasks { task.cancel() }
            for task in tasks { #expect(await task.value == .cancelled) }
            let next = try await client.get("\(url)/echo")
            #expect(next.status == 200)
        }
    }

    @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1:1/", "nonsense", "http://a\r\nb/"])
    func `refuses other protocols, and says what cannot be reached`(url: String) async {
        await #expect(throws: HTTPClientError.self) { try await HTTPClient().get(url, deadline: .seconds(2)) }
    }

    @Test func `a header cannot smuggle in another`() async throws {
        try await serving { url, client in
            await #expect(throws: HTTPClientError.self) {
                try await client.get("\(url)/echo", headers: [("X", "a\r\nAuthorization: b")])
            }
            await #expect(throws: HTTPClientError.self) { try await client.get("\(url)/echo", bearer: "a\nb") }
        }
    }
}
