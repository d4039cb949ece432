import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite struct ExchangeTests {
    @Test func `decodes path, query and headers`() async throws {
        try await withServer(routes: { router in
            router.add(.get, "/v1/{tenant}/of/{name}") { request, parameters in
                let query = request.query.items.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
                return HTTPResponse(
                    headers: ["X-Peer": request.peerAddress],
                    body: .text("\(parameters["name"] ?? "") \(query) \(request.headers["x-one"] ?? "")")
                )
            }
        }) { server in
            let answer = try await RawClient(port: server.port).exchange(
                "GET /v1/aceh/of/Cut%20Ny%C3%A1k?q=1%2B1+2&e&f=&q=%26? HTTP/1.1\r\nHost: a\r\nX-One: \t two  \r\n\r\n"
            )
            #expect(answer.status == 200)
            #expect(answer.body == "Cut Nyák q=1+1 2,e=,f=,q=&? two")
            #expect(answer.has("X-Peer: 127.0.0.1"))
        }
    }

    @Test(arguments: ["/hello?", "/hello?a&", "/hello?&&a=&", "/hello?=b", "/hello?a==b"])
    func `takes a query of any shape`(target: String) async throws {
        try await withServer { server in
            let answer = try await RawClient(port: server.port).exchange(get(target))
            #expect(answer.status == 200)
        }
    }

    @Test func `keeps a connection for many requests`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            for _ in 0..<20 { #expect(try await client.exchange(get("/hello")).body == "hello") }
            #expect(server.counters.connections == 1 && server.counters.requests == 20)
        }
    }

    @Test func `answers pipelined requests in their order`() async throws {
        try await withServer(routes: { router in
            router.add(.get, "/after/{milliseconds}") { _, parameters in
                let text = parameters["milliseconds"] ?? ""
                try await Task.sleep(for: .milliseconds(Int(text) ?? 0))
                return HTTPResponse(body: .text(text))
            }
        }) { server in
            let client = try RawClient(port: server.port)
            let delays = ["40", "1", "30", "2", "20", "0"]
            await client.send(delays.map { get("/after/\($0)") }.joined())
            for delay in delays { #expect(try await client.answer().body == delay) }
        }
    }

    @Test func `sends the length but not the body to HEAD`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            await client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n" + get("/hello"))
            let head = try await client.answer(toHead: true)
            #expect(head.status == 200 && head.has("Content-Length: 5\r\n"))
            #expect(try await client.answer().body == "hello")
        }
    }

    @Test func `reads a chunked body, and the request behind it`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            let body = "3\r\nabc\r\n5;extension=x\r\ndefgh\r\n0\r\nTrailer: x\r\n\r\n"
            await client.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n\(body)" + get("/hello")
            )
            #expect(try await client.answer().body == "abcdefgh")
            #expect(try await client.answer().body == "hello")
        }
    }

    @Test func `reads a body that comes byte by byte`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            for byte in "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\nabc\0\r\nd".utf8 {
                await client.send([byte])
            }
            #expect(try await client.answer().body == "abc\0\r\nd")
        }
    }

    @Test func `asks for a body that waits for 100 Continue`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(try await client.answer().status == 100)
            #expect(try await client.exchange("abc").body == "abc")
        }
    }

    @Test func `speaks HTTP 1_0 and closes`() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.port)
            #expect(try await client.exchange("GET /hello HTTP/1.0\r\n\r\n").body == "hello")
            #expect(await client.isClosed())
        }
    }

    @Test func `answers a client that has ended sending`() async throws {
        try await withServer(routes: { router in
            router.add(.get, "/slow") { _, _ in
                try await Task.sleep(for: .milliseconds(50))
                return HTTPResponse(body: .text("slow"))
            }
        }) { server in
            let client = try RawClient(port: server.port)
            await client.send(get("/slow"))
            client.halfClose()
            #expect(try await client.answer().body == "slow")
            #expect(await client.isClosed())
        }
    }

    @Test func `does not send what a handler must not put in a header`() async throws {
        try await withServer(routes: { router in
            router.add(.get, "/split") { _, _ in
                HTTPResponse(headers: ["X-A": "b\r\nSet-Cookie: c"], body: .text("x"))
            }
            router.add(.get, "/framing") { _, _ in
                HTTPResponse(headers: ["Content-Length": "1", "Transfer-Encoding": "chunked"], body: .text("hello"))
            }
        }) { server in
            let split = try await RawClient(port: server.port).exchange(get("/split"))
            #expect(split.status == 500 && !split.has("Set-Cookie"))
            let framing = try await RawClient(port: server.port).exchange(get("/framing"))
            #expect(framing.body == "hello" && !framing.has("Transfer-Encoding"))
        }
    }
}

@Suite struct StreamingTests {
    private final class Parts: Sendable {
        let count = Atomic(0)
        private let onDeinit: @Sendable () -> Void
        init(onDeinit: @escaping @Sendable () -> Void = {}) { self.onDeinit = onDeinit }
        deinit { onDeinit() }
        func next() -> Int { count.add(1, ordering: .relaxed).newValue }
    }

    @Test func `streams part by part`() async throws {
        try await withServer(routes: { router in
            router.add(.get, "/stream") { _, _ in
                let parts = Parts()
                return HTTPResponse(
                    body: .stream {
                        await Task.yield()
                        let number = parts.next()
                        return number > 3 ? nil : number == 2 ? [] : Array("part \(number)".utf8)
                    }
                )
            }
        }) { server in
            let client = try RawClient(port: server.port)
            #expect(try await client.exchange(get("/stream")).body == "6\r\npart 1\r\n6\r\npart 3\r\n0\r\n\r\n")
            #expect(try await client.exchange(get("/hello")).body == "hello")
        }
    }

    @Test func `does not make parts faster than the client takes them`() async throws {
        let parts = Parts()
        try await withServer(
            { $0.idleTimeout = .seconds(1) },
            routes: { router in
                router.add(.get, "/endless") { _, _ in
                    HTTPResponse(
                        body: .stream {
                            _ = parts.next()
                            return Array(repeating: 7, count: 65536)
                        }
                    )
                }
            }
        ) { server in
            let client = try RawClient(port: server.port)
            await client.send(get("/endless"))
            try await soon("the client is given up") { server.counters.openConnections == 0 }
            #expect(parts.count.load(ordering: .relaxed) < 200)  // 12 MB: the two socket buffers and one part
            client.close()
        }
    }

    @Test func `cuts a stream that fails or stalls, so that the client can tell`() async throws {
        struct Oops: Error {}
        try await withServer(
            { $0.requestDeadline = .seconds(1) },
            routes: { router in
                router.add(.get, "/fails") { _, _ in
                    let parts = Parts()
                    return HTTPResponse(body: .stream { if parts.next() > 1 { throw Oops() } else { [1] } })
                }
                router.add(.get, "/stalls") { _, _ in
                    let parts = Parts()
                    return HTTPResponse(
                        body: .stream {
                            if parts.next() > 1 { try await Task.sleep(for: .seconds(60)) }
                            return [1]
                        }
                    )
                }
            }
        ) { server in
            for path in ["/fails", "/stalls"] {
                let client = try RawClient(port: server.port)
                await client.send(get(path))
                await #expect(throws: RawClient.NoAnswer.self) { try await client.answer() }
                #expect(await client.isClosed())
            }
        }
    }

    @Test func `lets go of a stream whose client left`() async throws {
        final class Counter: Sendable { let released = Atomic(0) }
        let counter = Counter()
        try await withServer(routes: { router in
            router.add(.get, "/stream") { _, _ in
                let parts = Parts { counter.released.add(1, ordering: .relaxed) }
                return HTTPResponse(
                    body: .stream {
                        _ = parts.next()
                        try await Task.sleep(for: .milliseconds(2))
                        return Array(repeating: 7, count: 1000)
                    }
                )
            }
        }) { server in
            for _ in 0..<50 {
                let client = try RawClient(port: server.port)
                await client.send(get("/stream"))
                client.close()
            }
            try await soon("all streams are released") { counter.released.load(ordering: .relaxed) == 50 }
        }
    }
}
