import Dispatch
import Glibc
import Synchronization

/// A TCP client that sends exactly the bytes it is told to.
///
/// Its blocking calls run on its own queue, since the handlers under test need Swift's threads.
final class RawClient: Sendable {
    struct Answer {
        var status = 0
        var head = ""
        var body = ""

        func has(_ field: String) -> Bool { head.lowercased().contains("\r\n" + field.lowercased()) }
    }

    struct NoAnswer: Error { let received: String }

    private let socket: Int32
    private let queue = DispatchQueue(label: "raw-client")
    private let received = Mutex<[UInt8]>([])
    private let isOpen = Atomic(true)

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let result = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw NoAnswer(received: "not connected") }  // which runs deinit
    }

    deinit { close() }

    func close() {
        if isOpen.exchange(false, ordering: .relaxed) { Glibc.close(socket) }
    }

    /// Ends sending; receiving goes on.
    func halfClose() { shutdown(socket, Int32(SHUT_WR)) }

    /// False when the server has closed the connection.
    @discardableResult
    func send(_ text: String) async -> Bool { await send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) async -> Bool {
        await onQueue {
            var sent = 0
            while sent < bytes.count {
                let rest = Array(bytes[sent...])
                let count = unsafe Glibc.send(self.socket, rest, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    /// The next whole answer: by Content-Length, to the last chunk, or to the end of the connection.
    func answer(toHead: Bool = false, within limit: Duration = .seconds(10)) async throws -> Answer {
        let end = ContinuousClock.now + limit
        var answer = Answer()
        answer.head = try await take(until: end) { text in
            text.range("\r\n\r\n").map { text.prefix($0 + 4).count }
        }
        answer.status = Int(answer.head.split(separator: " ").dropFirst().first ?? "") ?? 0
        guard !toHead, answer.status != 204, answer.status != 100 else { return answer }
        let length = answer.head.lowercased().split(separator: "content-length: ").dropFirst().first
            .flatMap { Int($0.prefix { $0.isNumber }) }
        answer.body = try await take(until: end) { [isChunked = answer.has("Transfer-Encoding: chunked")] text in
            if let length { return text.count >= length ? length : nil }
            return isChunked ? text.range("0\r\n\r\n").map { $0 + 5 } : nil
        }
        return answer
    }

    func exchange(_ text: String) async throws -> Answer {
        await send(text)
        return try await answer()
    }

    /// Whether the server closes the connection in that time.
    ///
    /// What it sends before is dropped.
    func isClosed(within limit: Duration = .seconds(10)) async -> Bool {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if await read(until: end) == false { return true }
        }
        return false
    }

    private func take(until end: ContinuousClock.Instant, _ size: @Sendable ([UInt8]) -> Int?) async throws -> String {
        while true {
            let taken: String? = received.withLock { bytes in
                guard let count = size(bytes) else { return nil }
                defer { bytes.removeFirst(count) }
                return String(decoding: bytes.prefix(count), as: UTF8.self)
            }
            if let taken { return taken }
            guard ContinuousClock.now < end, await read(until: end) else {
                throw NoAnswer(received: received.withLock { String(decoding: $0, as: UTF8.self) })
            }
        }
    }

    /// False at the end of the connection; true also when nothing came in time.
    private func read(until end: ContinuousClock.Instant) async -> Bool {
        await onQueue {
            let left = max(0, (end - .now) / .milliseconds(1))
            var waiting = pollfd(fd: self.socket, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, Int32(min(left, 1000))) > 0 else { return true }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = unsafe recv(self.socket, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            self.received.withLock { $0 += buffer.prefix(count) }
            return true
        }
    }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}

extension [UInt8] {
    fileprivate func range(_ text: String) -> Int? {
        let pattern = Array(text.utf8)
        guard count >= pattern.count else { return nil }
        return (0...count - pattern.count).first {
            self[$0] == pattern[0] && self[$0..<$0 + pattern.count].elementsEqual(pattern)
        }
    }
}
