import HTTPServer
import Synchronization
import Testing

/// Starts a server, gives it to the body, shuts it down, and expects that nothing is left of what clients did.
func withServer(
    _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
    routes: (inout Router) -> Void = { _ in },
    _ body: (HTTPServer) async throws -> Void
) async throws {
    var configuration = HTTPServerConfiguration()
    configure(&configuration)
    var router = Router()
    router.add(.get, "/hello") { _, _ in HTTPResponse(body: .text("hello")) }
    router.add(.post, "/echo") { request, _ in HTTPResponse(body: .bytes(request.body)) }
    routes(&router)
    let server = HTTPServer(configuration, router: router)
    try server.start()
    do {
        try await body(server)
    } catch {
        await server.shutdown(within: .zero)
        throw error
    }
    await server.shutdown(within: .seconds(5))
    let counters = server.counters
    #expect(counters.openConnections == 0 && counters.handling == 0 && counters.bufferedBytes == 0, "\(counters)")
}

/// Holds handlers until it is opened; cancelling ends the wait.
final class Gate: Sendable {
    private let isOpen = Atomic(false)
    let waiting = Atomic(0)
    let cancelled = Atomic(0)

    func open() { isOpen.store(true, ordering: .releasing) }

    func pass() async throws {
        waiting.add(1, ordering: .relaxed)
        defer { waiting.subtract(1, ordering: .relaxed) }
        do {
            while !isOpen.load(ordering: .acquiring) { try await Task.sleep(for: .milliseconds(2)) }
        } catch {
            cancelled.add(1, ordering: .relaxed)
            throw error
        }
    }
}

func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n" }
