import Glibc
import Synchronization

/// Threads for calls that block: never Swift's cooperative pool.
enum RDThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs the body on a thread of its own.
    static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let retained = unsafe Unmanaged.passRetained(Body(body))
        let status = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            retained.toOpaque()
        )
        precondition(status == 0, "The system gives no more threads.")
        pthread_detach(thread)
    }

    /// Runs a blocking call on a thread of its own and waits for its result.
    ///
    /// The call bounds itself.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws(KafkaError) -> Value) async throws -> Value {
        let result = ResumeOnce<Result<Value, any Error>>()
        start {
            do throws(KafkaError) {
                result.give(.success(try body()))
            } catch {
                result.give(.failure(error))
            }
        }
        return try await result.wait(cancelled: .failure(CancellationError())).get()
    }

    /// Asks in short attempts until there is an answer: a question may get lost, or meet a broker that is about to go.
    ///
    /// Throws what the last attempt within the limit said, or at once what time does not heal.
    static func ask<Value: Sendable>(
        within limit: Duration,
        _ attempt: @escaping @Sendable (_ milliseconds: Int32) throws(KafkaError) -> Value
    ) async throws -> Value {
        let deadline = ContinuousClock.now + limit
        while true {
            let rest = max(.milliseconds(100), min(.seconds(4), deadline - .now))
            do {
                return try await run { () throws(KafkaError) in try attempt(rest.milliseconds) }
            } catch let error as KafkaError where error.isRetriable && .now < deadline {
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}

/// A client's handle, usable from any thread until it is destroyed.
///
/// Unchecked: `pointer` changes once, under the write lock; librdkafka's handle itself is thread safe.
@safe final class RDHandle: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
    private let isRefusing = Atomic(false)
    private var pointer: OpaquePointer?

    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
        unsafe pthread_rwlock_init(lock, nil)
    }

    deinit {
        unsafe pthread_rwlock_destroy(lock)
        unsafe lock.deallocate()
    }

    /// Calls the body while the handle certainly lives; nil when it is gone.
    func use<Value, Failure: Error>(_ body: (OpaquePointer) throws(Failure) -> Value) throws(Failure) -> Value? {
        unsafe pthread_rwlock_rdlock(lock)
        defer { unsafe pthread_rwlock_unlock(lock) }
        guard !isRefusing.load(ordering: .relaxed), let pointer = unsafe pointer else { return nil }
        return try unsafe body(pointer)
    }

    /// Lets no new user in from now on, without waiting for those who are there; false if it was so before.
    func refuse() -> Bool { !isRefusing.exchange(true, ordering: .relaxed) }

    /// Waits for all users to leave, lets no new one in, and hands the handle out to be destroyed.
    @unsafe func retire() -> OpaquePointer? {
        unsafe pthread_rwlock_wrlock(lock)
        defer { unsafe pthread_rwlock_unlock(lock) }
        defer { unsafe pointer = nil }
        return unsafe pointer
    }
}
