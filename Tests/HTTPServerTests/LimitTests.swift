import HTTPServer
import Synchronization
import TestSupport
import Testing

/// Slow, vanishing and too many clients.
@Suite struct LimitTests {
    @Test(arguments: ["GET /hello HTTP/1.1\r\nHo", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\na"])
    func `cuts a client that sends byte by byte, while others are served`(beginning: String) async throws {
        try await withServer({
            $0.idleTimeout = .seconds(1)
            $0.receiveDeadline = .milliseconds(500)
        }) { server in
            let slow = try RawClient(port: server.port)
            await slow.send(beginning)
            let began = ContinuousClock.now
            while await slow.send("a"), ContinuousClock.now - began < .seconds(10) {
                let answer = try await RawClient(port: server.port).exchange(get("/hello"))
                #expect(answer.body == "hello")
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(ContinuousClock.now - began < .seconds(5))
            #expect(server.counters.slowClientsCut == 1)
        }
    }

    @Test func `cuts a client that does not read its answer, while others are served`() async throws {
        try await withServer(
            { $0.sendDeadline = .milliseconds(500) },
            routes: { router in
                router.add(.get, "/large") { _, _ in HTTPResponse(body: .bytes(Array(repeating: 7, count: 32 << 20))) }
            }
        ) { server in
            let deaf = try (0..<3).map { _ in try RawClient(port: server.port) }
            for client in deaf { await client.send(get("/large")) }
            try await soon("they are being answered") { server.counters.requests == 3 }
            let answer = try await RawClient(port: server.port).exchange(get("/hello"))
            #expect(answer.body == "hello")
            try await soon("they are cut") { server.counters.slowClientsCut == 3 }
            try await soon("they are closed") { server.counters.openConnections == 0 }
            #expect(server.counters.unfinishedAnswers == 3)
            for client in deaf { client.close() }
        }
    }

    @Test func `closes an idle connection`() async throws {
        try await withServer({ $0.idleTimeout = .seconds(1) }) { server in
            let client = try RawClient(port: server.port)
            #expect(try await client.exchange(get("/hello")).status == 200)
            #expect(await client.isClosed(within: .seconds(5)))
        }
    }

    @Test func `keeps nothing of hundreds of clients that left while their request was handled`() async throws {
        let gate = Gate()
        try await withServer(routes: { router in
            router.add(.post, "/held") { request, _ in
                try await gate.pass()
                return HTTPResponse(body: .bytes(request.body))
            }
        }) { server in
            for _ in 0..<300 {
                let client = try RawClient(port: server.port)
                await client.send("POST /held HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody")
                client.close()
            }
            try await soon("all are handled") { gate.waiting.load(ordering: .relaxed) == 300 }
            #expect(server.counters.handling == 300 && server.counters.bufferedBytes == 1200)
            gate.open()
            try await soon("all are gone") { server.counters.openConnections == 0 }
            #expect(server.counters.handling == 0 && server.counters.bufferedBytes == 0)
            let answer = try await RawClient(port: server.port).exchange(get("/hello"))
            #expect(answer.body == "hello")
        }
    }

    @Test func `answers 504 when a handler takes too long, cancels it, and drops its late answer`() async throws {
        let gate = Gate()
        let finished = Late()
        try await withServer(
            { $0.requestDeadline = .seconds(1) },
            routes: { router in
                router.add(.get, "/held") { _, _ in
                    try? await gate.pass()
                    // A handler that ignores its cancellation and answers when nobody waits any more.
                    while !finished.mayFinish.load(ordering: .relaxed) { await Task.yield() }
                    finished.count.add(1, ordering: .relaxed)
                    return HTTPResponse(body: .text("late"))
                }
            }
        ) { server in
            let client = try RawClient(port: server.port)
            let answer = try await client.exchange(get("/held"))
            #expect(answer.status == 504 && answer.has("Content-Type: application/problem+json"))
            try await soon("it is cancelled") { gate.cancelled.load(ordering: .relaxed) == 1 }
            #expect(server.counters.handling == 1)
            finished.mayFinish.store(true, ordering: .relaxed)
            try await soon("it ends") { finished.count.load(ordering: .relaxed) == 1 }
            #expect(try await client.exchange(get("/hello")).body == "hello")
            #expect(server.counters.deadlinesExceeded == 1)
        }
    }

    private final class Late: Sendable {
        let mayFinish = Atomic(false)
        let count = Atomic(0)
    }

    @Test func `answers 503 beyond the limit of concurrent requests`() async throws {
        let gate = Gate()
        try await withServer(
            { $0.maximumConcurrentRequests = 2 },
            routes: { router in
                router.add(.get, "/held") { _, _ in
                    try await gate.pass()
                    return HTTPResponse(body: .text("done"))
                }
            }
        ) { server in
            let held = try (0..<2).map { _ in try RawClient(port: server.port) }
            for client in held { await client.send(get("/held")) }
            try await soon("both are handled") { gate.waiting.load(ordering: .relaxed) == 2 }
            let third = try RawClient(port: server.port)
            let answer = try await third.exchange(get("/hello"))
            #expect(answer.status == 503 && answer.has("Retry-After: 1\r\n"))
            gate.open()
            for client in held { #expect(try await client.answer().body == "done") }
            #expect(try await third.exchange(get("/hello")).status == 200)
            #expect(server.counters.overloaded == 1)
        }
    }

    @Test func `answers 503 when the bodies of all requests together are too large`() async throws {
        try await withServer({ $0.maximumBufferedBytes = 1000 }) { server in
            let half = String(repeating: "a", count: 600)
            let first = try RawClient(port: server.port)
            await first.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 601\r\n\r\n" + half)
            try await soon("its body has come") { server.counters.bufferedBytes == 600 }
            let second = try RawClient(port: server.port)
            let request = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 600\r\n\r\n" + half
            #expect(try await second.exchange(request).status == 503)
            #expect(try await first.exchange("b").body == half + "b")
            #expect(try await second.exchange(request).body == half)
        }
    }

    @Test func `closes connections beyond the limits at once`() async throws {
        try await withServer({ $0.perAddressConnections = 3 }) { server in
            let clients = try (0..<3).map { _ in try RawClient(port: server.port) }
            for client in clients { #expect(try await client.exchange(get("/hello")).status == 200) }
            let fourth = try RawClient(port: server.port)
            await fourth.send(get("/hello"))
            #expect(await fourth.isClosed(within: .seconds(5)))
            #expect(server.counters.requests == 3)
            for client in clients { #expect(try await client.exchange(get("/hello")).status == 200) }
        }
    }
}
