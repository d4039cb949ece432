import HTTPServer
import Synchronization
import Testing

/// Requests that are refused before a handler sees them.
@Suite struct RefusalTests {
    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    private static func post(_ fields: String, _ body: String = "") -> String {
        "POST /echo HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)"
    }

    static let ambiguous: [(name: String, request: String, status: Int)] = [
        ("two lengths", post("Content-Length: 0\r\nContent-Length: 37", smuggled), 400),
        ("the same length twice", post("Content-Length: 3\r\nContent-Length: 3", "abc"), 400),
        ("length and encoding", post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + smuggled), 400),
        ("encoding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3", "0\r\n\r\n" + smuggled), 400),
        ("another encoding", post("Transfer-Encoding: xchunked", smuggled), 501),
        ("a list of encodings", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n" + smuggled), 501),
        ("two encodings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", smuggled), 501),
        ("a quoted encoding", post("Transfer-Encoding: \"chunked\"", smuggled), 501),
        ("a space before the colon", post("Content-Length : 37", smuggled), 400),
        ("a tab before the colon", post("Transfer-Encoding\t: chunked", "0\r\n\r\n" + smuggled), 400),
        ("a folded value", post("X-A: b\r\n c", smuggled), 400),
        ("a folded length", post("Content-Length: 3\r\n 7", smuggled), 400),
        ("a name made by folding", post("Content-Le: 3\r\n ngth", "abc"), 400),
        ("an encoding made by folding", post("Transfer: chunked\r\n\t-Encoding", "0\r\n\r\n" + smuggled), 400),
        ("a fold in the first field", "GET /hello HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n", 400),
        ("a bare line feed", "GET /hello HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n", 400),
        ("bare line feeds only", "GET /hello HTTP/1.1\nHost: a\n\n", 400),
        ("a bare line feed behind the request line", "GET /hello HTTP/1.1\nHost: a\r\n\r\n", 400),
        ("a bare line feed at the end", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\nabc", 400),
        ("a bare carriage return", "GET /hello HTTP/1.1\r\nHost: a\rX-A: b\r\n\r\n", 400),
        ("two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("no host", "GET /hello HTTP/1.1\r\nX: y\r\n\r\n", 400),
        ("a NUL in a value", post("Content-Length: 0\0 37", smuggled), 400),
        ("a NUL behind a value", post("Content-Length: 3\0\0\r\nX-A: b", "abcde"), 400),
        ("a NUL in the target", "GET /hello\0x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("a NUL in the query", "GET /hello?a=b\0c HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("a control character in a value", post("X-A: \u{1}"), 400),
        ("a name that is no token", post("X(A): b"), 400),
        ("two spaces", "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("a space in the target", "GET /hel lo HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("an encoded NUL", get("/%00hello"), 400),
        ("an encoded control character", get("/a%0Ab"), 400),
        ("a broken escape", get("/a%2"), 400),
        ("UTF-8 that is broken", get("/%C3%28"), 400),
        ("UTF-8 that is too long", get("/%C0%AF"), 400),
        ("an encoded slash", get("/v1%2Fhello"), 400),
        ("dot segments", get("/v1/../hello"), 400),
        ("encoded dot segments", get("/v1/%2e%2E/hello"), 400),
        ("a dot segment", get("/./hello"), 400),
        ("a NUL in the decoded query", get("/hello?a=%00"), 400),
        ("a query that is not UTF-8", get("/hello?a=%ff"), 400),
        ("an absolute target", get("http://a/hello"), 400),
        ("an unknown method", "BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("a method in lower case", "get /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("TRACE", "TRACE /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("an unknown version", "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n", 505),
        ("too long a header", post("X-A: " + String(repeating: "b", count: 17_000)), 431),
        ("far too large a length", post("Content-Length: 99999999999"), 413),
    ]

    @Test(arguments: ambiguous)
    func `answers with a problem, closes, and handles nothing behind it:`(
        name: String,
        request: String,
        status: Int
    ) async throws {
        let handled = Handled()
        try await withServer(routes: { $0.wrap(handled.counting) }) { server in
            let client = try RawClient(port: server.port)
            let answer = try await client.exchange(request)
            #expect(answer.status == status, "\(name): \(answer)")
            #expect(answer.has("Content-Type: application/problem+json\r\n"), "\(name): \(answer)")
            #expect(answer.body.contains(#""status":\#(status)"#))
            #expect(await client.isClosed(), "\(name)")
            #expect(handled.count.load(ordering: .relaxed) == 0, "\(name)")
            #expect(server.counters.refused == 1)
        }
    }

    private final class Handled: Sendable {
        let count = Atomic(0)
        var counting: Router.Wrapper {
            { request, _, next in
                self.count.add(1, ordering: .relaxed)
                return await next(request)
            }
        }
    }

    /// These never reach our code: libmicrohttpd answers with its own HTML.
    static let refusedByTheLibrary: [(name: String, request: String, status: Int)] = [
        ("a negative length", post("Content-Length: -3", "abc"), 400),
        ("a signed length", post("Content-Length: +3", "abc"), 400),
        ("a list of lengths", post("Content-Length: 3, 3", "abc"), 400),
        ("a hexadecimal length", post("Content-Length: 0x3", "abc"), 400),
        ("an immense length", post("Content-Length: 99999999999999999999"), 413),
        ("a field without a colon", post("X-A"), 400),
        ("a NUL in a name", post("X\0A: b"), 400),
        ("a space behind the version", "GET /hello HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
        ("too many fields", post(Array(repeating: "X-A: b", count: 2100).joined(separator: "\r\n")), 431),
        ("HTTP 2", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("no version", "GET /hello\r\n\r\n", 400),
        ("an immense header", post("X-A: " + String(repeating: "b", count: 100_000)), 431),
        ("an immense target", get("/" + String(repeating: "b", count: 100_000)), 414),
        ("a chunk size that is none", post("Transfer-Encoding: chunked", "zz\r\nabc\r\n0\r\n\r\n"), 400),
        ("a chunk size with 0x", post("Transfer-Encoding: chunked", "0x3\r\nabc\r\n0\r\n\r\n"), 400),
        ("a chunk longer than its size", post("Transfer-Encoding: chunked", "3\r\nabcde\r\n0\r\n\r\n"), 400),
        ("an immense chunk size", post("Transfer-Encoding: chunked", "ffffffffffffffffff\r\nabc"), 413),
    ]

    @Test(arguments: refusedByTheLibrary)
    func `is refused without our doing, closed, and not handled:`(
        name: String,
        request: String,
        status: Int
    ) async throws {
        let handled = Handled()
        try await withServer(routes: { $0.wrap(handled.counting) }) { server in
            let client = try RawClient(port: server.port)
            await client.send(request)
            if let answer = try? await client.answer() { #expect(answer.status == status, "\(name): \(answer)") }
            #expect(await client.isClosed(), "\(name)")
            #expect(handled.count.load(ordering: .relaxed) == 0, "\(name)")
        }
    }

    @Test(arguments: [
        post("Content-Length: 5", "abc"), post("Transfer-Encoding: chunked", "3\r\nabc\r\n"),
        post("Transfer-Encoding: chunked", "3\r\nabc\r\n0\r\n"), "GET /hello HTTP/1.1\r\nHost: a\r\n", "GET /hel",
    ])
    func `does not handle a request whose sender stopped in the middle`(request: String) async throws {
        let handled = Handled()
        try await withServer({ $0.idleTimeout = .seconds(1) }, routes: { $0.wrap(handled.counting) }) { server in
            let client = try RawClient(port: server.port)
            await client.send(request)
            client.halfClose()
            #expect(await client.isClosed())
            #expect(handled.count.load(ordering: .relaxed) == 0)
        }
    }

    @Test func `reads on a little after too large a body, so that the client gets to know`() async throws {
        try await withServer({ $0.maximumBodyBytes = 1000 }) { server in
            let client = try RawClient(port: server.port)
            #expect(
                try await client.exchange(Self.post("Content-Length: 1000", .init(repeating: "a", count: 1000))).status
                    == 200
            )
            let long = String(repeating: "a", count: 1001)
            #expect(try await client.exchange(Self.post("Content-Length: 1001", long)).status == 413)
            #expect(
                try await client.exchange(Self.post("Transfer-Encoding: chunked", "3e9\r\n\(long)\r\n0\r\n\r\n")).status
                    == 413
            )
            #expect(try await client.exchange(get("/hello")).status == 200)
            #expect(server.counters.refused == 2)
        }
    }

    @Test func `cuts a chunked body without end`() async throws {
        try await withServer({ $0.maximumBodyBytes = 1000 }) { server in
            let client = try RawClient(port: server.port)
            await client.send(Self.post("Transfer-Encoding: chunked"))
            let chunk = "10000\r\n" + String(repeating: "a", count: 65536) + "\r\n"
            var sent = 0
            while sent < 100, await client.send(chunk) { sent += 1 }
            #expect(sent < 100)
            #expect(server.counters.bufferedBytes == 0)
        }
    }
}
