import Dispatch
import Foundation
import Synchronization

/// The one thread that starts processes.
///
/// A child inherits the signals that its parent's thread blocks, and Dispatch's threads, on which Swift's tasks run, block
/// nearly all: started there, a Java or a Python would never see SIGTERM. A thread made before any of them blocks none.
final class SpawningThread: Sendable {
    /// To be touched first in `main`, where nothing is blocked yet.
    static let shared = SpawningThread()

    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let arrival = DispatchSemaphore(value: 0)

    private init() {
        Thread.detachNewThread { [self] in
            while true {
                arrival.wait()
                waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }?()
            }
        }
    }

    /// Runs `body` on the thread, after what came before.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            waiting.withLock { $0.append { continuation.resume(with: Result { try body() }) } }
            arrival.signal()
        }
    }
}
