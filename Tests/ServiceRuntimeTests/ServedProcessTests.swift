import Glibc
import HTTPClient
import HTTPServer
import TestSupport
import ServiceTesting
import Testing

@testable import ServiceRuntime

/// A whole small service on a socket.
@Suite(.timeLimit(.minutes(1)))
struct ServedProcessTests {
    @Test func `shutdown answers what was accepted, refuses what comes after, then closes the rest`() async throws {
        let diary = ServiceProcessTests.Diary()
        let gate = AsyncStream<Void>.makeStream()
        let signals = AsyncStream<Int32>.makeStream()
        let health = Health()
        let metrics = Metrics()
        var routes = ServiceRoutes(authenticator: try TestTokens().authenticator, log: .silent, metrics: metrics)
        health.addRoutes(to: &routes, metrics: metrics)
        routes.addPublic(.get, "/slow") { _, _ in
            diary.note("accepted")
            for await _ in gate.stream { break }
            diary.note("answered")
            return HTTPResponse(body: .text("done"))
        }
        let server = HTTPServer(HTTPServerConfiguration(), router: routes.router)
        let pool = ProcessComponent("pool", stop: { _ in diary.note("pool closed") })
        let process = ServiceProcess(
            log: .silent,
            shutdownWithin: .seconds(20),
            signals: signals.stream,
            exitAtOnce: { diary.note("exit \($0)") }
        )
        async let status = process.run([pool, .http(server, health: health, log: .silent)])
        #expect(await eventually { server.port != 0 })
        let url = "http://127.0.0.1:\(server.port)"
        let client = HTTPClient()
        #expect(try await client.get("\(url)/readyz").status == 200)
        async let slow = client.get("\(url)/slow")
        #expect(await eventually { diary.has("accepted") })
        signals.continuation.yield(SIGTERM)
        #expect(
            await eventually { (try? await HTTPClient().get("\(url)/healthz", deadline: .seconds(2)))?.status != 200 },
            "intake is over"
        )
        gate.continuation.yield()
        #expect(try await slow.body == Array("done".utf8))
        #expect(await status == .clean)
        #expect(diary.all == ["accepted", "answered", "pool closed"])
    }

    @Test func `a port that is taken is a failed start with exit status 1`() async throws {
        let first = HTTPServer(HTTPServerConfiguration(), router: Router())
        try first.start()
        var configuration = HTTPServerConfiguration()
        configuration.port = first.port
        let second = HTTPServer(configuration, router: Router())
        let process = ServiceProcess(
            log: .silent,
            shutdownWithin: .seconds(5),
            signals: AsyncStream { _ in },
            exitAtOnce: { _ in }
        )
        #expect(await process.run([.http(second, health: Health(), log: .silent)]) == .failed)
        await first.shutdown(within: .seconds(1))
    }

    @Test func `keys are fetched from the issuer's address`() async throws {
        let tokens = try TestTokens()
        var router = Router()
        router.add(.get, "/keys") { _, _ in HTTPResponse(body: .bytes(tokens.keySet)) }
        let server = HTTPServer(HTTPServerConfiguration(), router: router)
        try server.start()
        let source = try #require(TokenKeySource("http://127.0.0.1:\(server.port)/keys"))
        let keys = TokenKeys(
            source,
            issuer: TestTokens.issuer,
            audience: TestTokens.audience,
            client: HTTPClient(),
            log: .silent
        )
        await keys.refresh()
        #expect(await keys.hasKeys)
        await server.shutdown(within: .seconds(1))
        await keys.refresh()
        #expect(await keys.hasKeys, "the last good set stays")
    }
}
