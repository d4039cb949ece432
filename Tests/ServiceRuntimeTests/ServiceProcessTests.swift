import Glibc
import HTTPServer
import TestSupport
import ServiceTesting
import Synchronization
import Testing

@testable import ServiceRuntime

@Suite(.timeLimit(.minutes(1)))
struct ServiceProcessTests {
    /// What happened, in order.
    final class Diary: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func note(_ line: String) { lines.withLock { $0.append(line) } }
        func has(_ line: String) -> Bool { all.contains(line) }
    }

    struct Broken: Error {}

    private let diary = Diary()
    private let signals = AsyncStream<Int32>.makeStream()

    private func process(within limit: Duration = .seconds(5)) -> ServiceProcess {
        ServiceProcess(
            log: .silent,
            shutdownWithin: limit,
            signals: signals.stream,
            exitAtOnce: { [diary] in diary.note("exit \($0)") }
        )
    }

    private func part(_ name: String, run: (@Sendable () async throws -> Void)? = nil) -> ProcessComponent {
        ProcessComponent(
            name,
            start: { [diary] in diary.note("start \(name)") },
            run: run ?? ProcessComponent.untilCancelled,
            stop: { [diary] _ in diary.note("stop \(name)") }
        )
    }

    @Test func `starts in order and stops in reverse`() async {
        async let status = process().run([part("pool"), part("relay"), part("http")])
        #expect(await eventually { diary.has("start http") })
        signals.continuation.yield(SIGTERM)
        #expect(await status == .clean)
        #expect(diary.all == ["start pool", "start relay", "start http", "stop http", "stop relay", "stop pool"])
    }

    @Test func `a failing part brings the process down`() async {
        let status = await process().run([part("pool"), part("relay") { throw Broken() }])
        #expect(status == .failed)
        #expect(diary.all.suffix(2) == ["stop relay", "stop pool"])
    }

    @Test func `a part that ends by itself brings the process down`() async {
        #expect(await process().run([part("relay") {}]) == .failed)
    }

    @Test func `a part that cannot start stops those before it`() async {
        let broken = ProcessComponent("http", start: { throw Broken() })
        #expect(await process().run([part("pool"), broken, part("never")]) == .failed)
        #expect(diary.all == ["start pool", "stop pool"])
    }

    @Test func `a signal ends a start that waits`() async {
        let waiting = ProcessComponent(
            "pool",
            start: { [diary] in
                diary.note("waiting")
                try await Task.sleep(for: .seconds(3_600))
            }
        )
        async let status = process().run([waiting, part("never")])
        #expect(await eventually { diary.has("waiting") })
        signals.continuation.yield(SIGINT)
        #expect(await status == .clean)
        #expect(diary.all == ["waiting"])
    }

    @Test func `a second signal ends the process at once`() async {
        let gate = AsyncStream<Void>.makeStream()
        let slow = ProcessComponent(
            "slow",
            stop: { [diary] _ in
                diary.note("stopping")
                for await _ in gate.stream { return }
            }
        )
        async let status = process(within: .seconds(600)).run([slow])
        signals.continuation.yield(SIGTERM)
        #expect(await eventually { diary.has("stopping") })
        signals.continuation.yield(SIGTERM)
        #expect(await eventually { diary.has("exit 143") })
        gate.continuation.yield()
        #expect(await status == .clean)
    }

    @Test func `a part that does not stop in time is given up`() async {
        let gate = AsyncStream<Void>.makeStream()
        let stuck = ProcessComponent("stuck", stop: { _ in for await _ in gate.stream { return } })
        async let status = process(within: .milliseconds(20)).run([stuck])
        signals.continuation.yield(SIGTERM)
        #expect(await eventually { diary.has("exit 75") })
        gate.continuation.yield()
        #expect(await status == .unfinished)
    }

    @Test func `real signals arrive as values`() async {
        let stream = TerminationSignals.stream(of: [SIGUSR1])
        kill(getpid(), SIGUSR1)
        for await signal in stream {
            #expect(signal == SIGUSR1)
            break
        }
    }
}
