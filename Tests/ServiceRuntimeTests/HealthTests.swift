import ServiceTesting
import Testing

@testable import ServiceRuntime

struct HealthTests {
    private struct Readiness: Decodable, Equatable {
        struct Check: Decodable, Equatable {
            let name: String
            let state: String
            let reason: String?
        }

        let status: String
        let checks: [Check]
    }

    @Test func `ready while everything works, also when it is behind`() async throws {
        let service = try LampService()
        service.health.add("database") { .working() }
        service.health.add("relay") { .working("12 events behind") }
        let answer = await service.client.get("/readyz")
        #expect(answer.status == 200)
        #expect(try answer.json(Readiness.self).checks.map(\.reason) == [nil, "12 events behind"])
    }

    @Test func `not ready when a part is stalled, but alive`() async throws {
        let service = try LampService()
        service.health.add("relay") { .working() }
        service.health.add("database") { .stalled("no connection since 30 s") }
        let answer = await service.client.get("/readyz")
        #expect(answer.status == 503)
        let readiness = try answer.json(Readiness.self)
        #expect(readiness.status == "not-ready")
        #expect(readiness.checks.last == .init(name: "database", state: "stalled", reason: "no connection since 30 s"))
        #expect(await service.client.get("/healthz").status == 200)
    }

    @Test(.timeLimit(.minutes(1))) func `a check that hangs is stalled`() async throws {
        let service = try LampService()
        let gate = AsyncStream<Void>.makeStream()
        service.health.add("stuck") {
            await withCheckedContinuation { continuation in
                Task.detached {
                    for await _ in gate.stream { break }
                    continuation.resume()
                }
            }
            return .working()
        }
        #expect(await service.client.get("/readyz").status == 503)
        gate.continuation.yield()
    }

    @Test func `not ready while shutting down`() async throws {
        let service = try LampService()
        service.health.beginShutdown()
        #expect(await service.client.get("/readyz").status == 503)
    }
}
