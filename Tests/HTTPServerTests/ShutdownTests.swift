import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite struct ShutdownTests {
    @Test func `finishes what it accepted, accepts nothing more, and says that it closes`() async throws {
        let gate = Gate()
        try await withServer(routes: { router in
            router.add(.get, "/held") { _, _ in
                try await gate.pass()
                return HTTPResponse(body: .text("done"))
            }
        }) { server in
            let port = server.port
            let clients = try (0..<20).map { _ in try RawClient(port: port) }
            for client in clients { await client.send(get("/held")) }
            try await soon("all are handled") { gate.waiting.load(ordering: .relaxed) == 20 }
            async let stopped: Void = server.shutdown(within: .seconds(10))
            try await soon("nobody is accepted") { (try? RawClient(port: port)) == nil }
            gate.open()
            for client in clients {
                let answer = try await client.answer()
                #expect(answer.body == "done" && answer.has("Connection: close\r\n"))
                #expect(await client.isClosed())
            }
            await stopped
            #expect(server.port == 0)
        }
    }

    @Test func `a restarted server gets its port although closed connections linger`() async throws {
        // A held request makes the server the side that closes, and that side's connection stays in TIME_WAIT.
        var port: UInt16 = 0
        for _ in 0..<2 {
            let gate = Gate()
            let wanted = port
            try await withServer {
                $0.port = wanted
            } routes: { router in
                router.add(.get, "/held") { _, _ in
                    try await gate.pass()
                    return HTTPResponse()
                }
            } _: { server in
                port = server.port
                let client = try RawClient(port: port)
                await client.send(get("/held"))
                try await soon("it is handled") { gate.waiting.load(ordering: .relaxed) == 1 }
                async let stopped: Void = server.shutdown(within: .seconds(5))
                gate.open()
                #expect(try await client.answer().status == 200)
                await stopped
            }
        }
    }

    @Test func `answers 503 to what is not finished in time`() async throws {
        let gate = Gate()
        try await withServer(routes: { router in
            router.add(.get, "/held") { _, _ in
                try await gate.pass()
                return HTTPResponse()
            }
        }) { server in
            let client = try RawClient(port: server.port)
            await client.send(get("/held"))
            let slow = try RawClient(port: server.port)
            await slow.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
            try await soon("both have begun") { server.counters.requests == 2 }
            let began = ContinuousClock.now
            await server.shutdown(within: .milliseconds(200))
            #expect(ContinuousClock.now - began < .seconds(3))
            #expect(try await client.answer().status == 503)
            #expect(await slow.isClosed())
            try await soon("it is cancelled") { gate.cancelled.load(ordering: .relaxed) == 1 }
        }
    }

    @Test func `under load every request that a handler saw is answered whole`() async throws {
        let handled = Atomic32()
        try await withServer(routes: { router in
            router.add(.get, "/work") { _, _ in
                handled.count.add(1, ordering: .relaxed)
                try await Task.sleep(for: .milliseconds(3))
                return HTTPResponse(body: .text(String(repeating: "x", count: 20_000)))
            }
        }) { server in
            let port = server.port
            let answered = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        var answered = 0
                        while let client = try? RawClient(port: port) {
                            while let answer = try? await client.exchange(get("/work")) {
                                answered += answer.body.count == 20_000 ? 1 : 0
                                if answer.has("Connection: close") { break }
                            }
                        }
                        return answered
                    }
                }
                try? await soon("the load is on") { handled.count.load(ordering: .relaxed) > 300 }
                await server.shutdown(within: .seconds(10))
                return await group.reduce(0, +)
            }
            #expect(answered == handled.count.load(ordering: .relaxed))
            #expect(server.counters.unfinishedAnswers == 0 && server.counters.overloaded == 0)
        }
    }

    private final class Atomic32: Sendable { let count = Atomic(0) }

    @Test func `does not wait for idle connections`() async throws {
        try await withServer { server in
            let clients = try (0..<10).map { _ in try RawClient(port: server.port) }
            for client in clients { _ = try await client.exchange(get("/hello")) }
            let began = ContinuousClock.now
            await server.shutdown(within: .seconds(10))
            #expect(ContinuousClock.now - began < .seconds(2))
            for client in clients { #expect(await client.isClosed()) }
        }
    }

    @Test func `ends a stream that has no end`() async throws {
        try await withServer(routes: { router in
            router.add(.get, "/endless") { _, _ in
                HTTPResponse(
                    body: .stream {
                        try await Task.sleep(for: .milliseconds(5))
                        return [7]
                    }
                )
            }
        }) { server in
            let client = try RawClient(port: server.port)
            await client.send(get("/endless"))
            try await soon("it has begun") { server.counters.requests == 1 }
            await server.shutdown(within: .milliseconds(100))
            #expect(await client.isClosed())
        }
    }

    @Test func `can be asked twice, and before starting`() async throws {
        let server = HTTPServer(HTTPServerConfiguration(), router: Router())
        await server.shutdown(within: .zero)
        try server.start()
        #expect(throws: HTTPServerError.alreadyStarted) { try server.start() }
        await server.shutdown(within: .zero)
        await server.shutdown(within: .zero)
        #expect(throws: HTTPServerError.alreadyStarted) { try server.start() }
    }

    @Test func `says why it cannot listen`() async throws {
        try await withServer { server in
            var configuration = HTTPServerConfiguration()
            configuration.port = server.port
            let second = HTTPServer(configuration, router: Router())
            let error = #expect(throws: HTTPServerError.self) { try second.start() }
            #expect(error?.description.contains("Address already in use") == true, "\(String(describing: error))")
            configuration.address = "localhost"
            let third = HTTPServer(configuration, router: Router())
            #expect(throws: HTTPServerError.self) { try third.start() }
        }
    }

    @Test func `listens on IPv6 too`() async throws {
        var configuration = HTTPServerConfiguration()
        configuration.address = "::1"
        let server = HTTPServer(configuration, router: Router())
        try server.start()
        #expect(server.port > 0)
        await server.shutdown(within: .zero)
    }
}
