import CMicroHTTPD
import Synchronization

/// A response body made while it is sent.
///
/// While the next part is being made the connection is suspended.
final class MHDStream: Sendable {
    private enum Phase {
        case ready
        case making(Task<Void, Never>?)
        case ended
        case failed
    }

    private struct State {
        var phase = Phase.ready
        var since = ContinuousClock.now
        var part: [UInt8] = []
        var sent = 0
    }

    private let makeNext: @Sendable () async throws -> [UInt8]?
    private let handle: MHDConnectionHandle
    private let counters: ServerCounters
    private let state = Mutex(State())

    init(
        _ makeNext: @escaping @Sendable () async throws -> [UInt8]?,
        on handle: MHDConnectionHandle,
        counters: ServerCounters
    ) {
        self.makeNext = makeNext
        self.handle = handle
        self.counters = counters
    }

    /// Called by libmicrohttpd's thread for more bytes; 0 after suspending.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count: Int? = state.withLock { state in
            if state.sent < state.part.count {
                let count = min(buffer.count, state.part.count - state.sent)
                unsafe buffer.copyBytes(from: state.part[state.sent..<state.sent + count])
                state.sent += count
                return count
            }
            switch state.phase {
            case .ready: return nil
            case .making: return 0
            case .ended: return -1  // MHD_CONTENT_READER_END_OF_STREAM
            case .failed: return -2  // MHD_CONTENT_READER_END_WITH_ERROR: no last chunk, so the client can tell
            }
        }
        if let count { return count }
        makePart()
        return 0
    }

    private func makePart() {
        state.withLock { state in
            state.phase = .making(nil)
            state.since = .now
        }
        counters.suspended.add(1, ordering: .acquiringAndReleasing)
        handle.suspend()
        let task = Task {
            do {
                var part = try await makeNext()
                while part?.isEmpty == true, !Task.isCancelled { part = try await makeNext() }
                finish(part, part == nil ? .ended : .ready)
            } catch {
                finish(nil, .failed)
            }
        }
        state.withLock { if case .making = $0.phase { $0.phase = .making(task) } }
    }

    /// Whoever ends `making` resumes.
    private func finish(_ part: [UInt8]?, _ phase: Phase) {
        let task: Task<Void, Never>?? = state.withLock { state in
            guard case .making(let task) = state.phase else {
                if case .failed = phase { state.phase = phase }
                return nil
            }
            state.phase = phase
            state.part = part ?? []
            state.sent = 0
            return .some(task)
        }
        guard let task else { return }
        if case .failed = phase { task?.cancel() }
        handle.resume()
        counters.suspended.subtract(1, ordering: .acquiringAndReleasing)
    }

    /// Whether the next part is overdue.
    func isStalled(now: ContinuousClock.Instant, limit: Duration) -> Bool {
        state.withLock { state in
            if case .making = state.phase { now - state.since > limit } else { false }
        }
    }

    /// Ends the body without its end.
    func fail() { finish(nil, .failed) }
}
