import Testing

@testable import BinaTool

extension SystemTests {
    struct Idle {
        @Test func `an idle service is small`() async throws {
            try await withSystem { system in
                for service in system.services {
                    let kibibytes = try service.residentKibibytes()
                    print("idle memory of \(service.name): \(kibibytes / 1024) MiB")
                    #expect(kibibytes > 0)
                    #expect(kibibytes < 80 * 1024)
                }
            }
        }

        @Test func `a service ends in order when it is asked to`() async throws {
            try await withSystem { system in
                for service in system.services {
                    #expect(await service.terminate() == .exit(0), "\(service.name)")
                }
            }
        }
    }
}
