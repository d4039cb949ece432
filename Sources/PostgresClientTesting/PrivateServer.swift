import FoundationEssentials
package import PostgresClient

#if canImport(Glibc)
    import Glibc
#endif

/// Lends a server of its own, to be stopped, killed and started again; it and its folder are gone afterwards.
@discardableResult
package func withPrivatePostgres<R: Sendable>(
    _ body: (PrivatePostgresServer) async throws -> R
) async throws -> R {
    let folder = "/tmp/bina-test-pg-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    let server = PrivatePostgresServer(folder: folder, port: try freePort())
    let result: Result<R, any Error>
    do {
        try await server.start()
        result = .success(try await body(server))
    } catch {
        result = .failure(error)
    }
    try await Task { try await server.kill() }.value
    try FileManager.default.removeItem(atPath: folder)
    return try result.get()
}

/// A loopback port that was free a moment ago.
private func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            unsafe bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
        }
    }
    guard isBound else { throw TestDatabaseError(description: "no free port on the loopback") }
    return Int(UInt16(bigEndian: address.sin_port))
}
