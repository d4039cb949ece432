import Synchronization

/// Where the rows of a COPY TO gather until it ends; written by the connection's thread alone.
final class PQCopySink: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isFull = false
    }

    private let state = Mutex(State())
    private let maximumBytes: Int

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    /// It holds as much as it may, or more by one row; what comes now is left out.
    var isFull: Bool { state.withLock { $0.isFull } }

    /// Takes one message of the server, which is whole rows; true when that was the last one it takes.
    func append(_ message: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            guard !state.isFull else { return false }
            unsafe state.bytes.append(contentsOf: message)
            state.isFull = state.bytes.count >= maximumBytes
            return state.isFull
        }
    }

    func take() -> (bytes: [UInt8], isFull: Bool) {
        state.withLock { state in
            defer { state.bytes = [] }
            return (state.bytes, state.isFull)
        }
    }
}
