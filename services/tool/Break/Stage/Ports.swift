import Foundation
import Synchronization

/// Loopback ports for the services.
///
/// Below the range from which the kernel takes ports for outgoing connections, so that a service that was killed finds
/// its port free again.
enum Ports {
    private static let given = Mutex<Set<UInt16>>([])

    static func next() -> UInt16 {
        let taken = listening
        return given.withLock { given in
            var port = UInt16.random(in: 20_000..<32_000)
            while taken.contains(port) || !given.insert(port).inserted { port = UInt16.random(in: 20_000..<32_000) }
            return port
        }
    }

    /// From the kernel's tables: 0A is LISTEN, the local address is `<hex address>:<hex port>`.
    private static var listening: Set<UInt16> {
        let lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
            ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").dropFirst()
        }
        return Set(
            lines.compactMap { line in
                let fields = line.split(separator: " ")
                guard fields.count > 3, fields[3] == "0A" else { return nil }
                return fields[1].split(separator: ":").last.flatMap { UInt16($0, radix: 16) }
            }
        )
    }
}
