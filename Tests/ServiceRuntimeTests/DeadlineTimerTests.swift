import EventSourcing
import TestSupport
import ServiceTesting
import Synchronization
import Testing

@testable import ServiceRuntime

@Suite(.timeLimit(.minutes(1)))
struct DeadlineTimerTests {
    /// Eggs to be taken out when they are done: a read model in memory, and who was asked.
    final class Eggs: Deadlines {
        struct Shelf {
            var deadlines: [String: Timestamp] = [:]
            var asked: [String] = []
            var looks = 0
            /// Whether a look at the read model fails.
            var isAway = false
            /// Eggs that are asked in vain: the read model goes on to name them.
            var stubborn: Set<String> = []
            /// Eggs that cannot be asked.
            var broken: Set<String> = []
        }

        struct Away: Error {}

        let name = "when-egg-is-done"
        let shelf = Mutex(Shelf())

        func due(at instant: Timestamp, limit: Int) throws -> [String] {
            try shelf.withLock { shelf in
                shelf.looks += 1
                if shelf.isAway { throw Away() }
                let due = shelf.deadlines.filter { $0.value <= instant }
                return due.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.prefix(limit).map(\.key)
            }
        }

        func next(after instant: Timestamp) -> Timestamp? {
            shelf.withLock { $0.deadlines.values.filter { $0 > instant }.min() }
        }

        struct Broken: Error {}

        func meet(_ due: String, at now: Timestamp) throws -> Bool {
            try shelf.withLock { shelf in
                shelf.asked.append(due)
                if shelf.broken.contains(due) { throw Broken() }
                guard !shelf.stubborn.contains(due) else { return false }
                shelf.deadlines[due] = nil
                return true
            }
        }

        func boil(_ names: String..., until deadline: Timestamp) {
            shelf.withLock { shelf in for name in names { shelf.deadlines[name] = deadline } }
        }

        var asked: [String] { shelf.withLock { $0.asked } }

        /// Waits until it was looked at, whole, at least once more.
        func lookedAtAgain() async -> Bool {
            let looks = shelf.withLock { $0.looks }
            return await eventually { self.shelf.withLock { $0.looks >= looks + 2 } }
        }
    }

    private let eggs = Eggs()
    private let clock = TestClock()

    /// Runs a timer beside the body, and waits for its end.
    private func withTimer(
        poll: Duration = .milliseconds(1),
        grace: Duration = .zero,
        log: Log = .silent,
        _ body: (DeadlineTimer<Eggs>) async throws -> Void
    ) async throws {
        let timer = DeadlineTimer(eggs, poll: poll, grace: grace, log: log, now: { [clock] in clock.now })
        let run = Task { await timer.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body(timer)) } catch { result = .failure(error) }
        run.cancel()
        await run.value
        try result.get()
    }

    @Test func `asks what is due, once, and leaves the rest`() async throws {
        eggs.boil("soft", "softer", until: clock.now)
        eggs.boil("hard", until: clock.now.advanced(by: .seconds(300)))
        try await withTimer { timer in
            #expect(await eventually { eggs.asked.count == 2 })
            #expect(await eggs.lookedAtAgain())
            #expect(Set(eggs.asked) == ["soft", "softer"] && eggs.asked.count == 2)
            clock.advance(by: .seconds(300))
            #expect(await eventually { eggs.asked.last == "hard" })
            #expect(timer.problem == nil)
        }
    }

    @Test func `meets a known deadline at its time, whatever the poll`() async throws {
        eggs.boil("soft", until: clock.now.advanced(by: .milliseconds(20)))
        let start = Timestamp.now
        let base = clock.now
        let timer = DeadlineTimer(eggs, poll: .seconds(3_600), log: .silent) {
            base.advanced(by: .microseconds(Timestamp.now.microseconds - start.microseconds))
        }
        let run = Task { await timer.run() }
        #expect(await eventually { eggs.asked == ["soft"] })
        run.cancel()
        await run.value
    }

    @Test func `waits the grace after a deadline`() async throws {
        eggs.boil("soft", until: clock.now)
        try await withTimer(grace: .seconds(2)) { _ in
            clock.advance(by: .seconds(1))
            #expect(await eggs.lookedAtAgain())
            #expect(eggs.asked.isEmpty)
            clock.advance(by: .seconds(1))
            #expect(await eventually { eggs.asked == ["soft"] })
        }
    }

    @Test func `what was asked in vain is left alone for a while and asked again`() async throws {
        eggs.shelf.withLock { $0.stubborn = ["raw"] }
        eggs.boil("raw", until: clock.now)
        try await withTimer { _ in
            #expect(await eventually { eggs.asked == ["raw"] })
            eggs.boil("soft", until: clock.now)
            #expect(await eventually { eggs.asked == ["raw", "soft"] })
            #expect(await eggs.lookedAtAgain())
            #expect(eggs.asked == ["raw", "soft"])
            clock.advance(by: .seconds(6))
            #expect(await eventually { eggs.asked == ["raw", "soft", "raw"] })
        }
    }

    @Test func `one that always fails holds up no other`() async throws {
        let lines = Mutex(0)
        let log = Log(service: "kitchen", sink: { text in lines.withLock { $0 += text.split(separator: "\n").count } })
        eggs.shelf.withLock { $0.broken = ["cracked 1", "cracked 2"] }
        eggs.boil("cracked 1", "cracked 2", "soft", until: clock.now)
        try await withTimer(log: log) { timer in
            #expect(await eventually { Set(eggs.asked) == ["cracked 1", "cracked 2", "soft"] })
            #expect(await eggs.lookedAtAgain())
            #expect(eggs.asked.count == 3)
            #expect(timer.problem == nil)
            await log.flush()
            #expect(lines.withLock { $0 } == 1)
            // Alone, they are all that is due: nothing can be met.
            clock.advance(by: .seconds(6))
            #expect(await eventually { timer.problem != nil })
            eggs.shelf.withLock { $0.broken = [] }
            #expect(await eventually { timer.problem == nil && eggs.shelf.withLock { $0.deadlines.isEmpty } })
        }
    }

    @Test func `asks for more than a page without a pause`() async throws {
        let names = (1...1_200).map { "egg \($0)" }
        for name in names { eggs.boil(name, until: clock.now) }
        try await withTimer(poll: .seconds(3_600)) { _ in
            #expect(await eventually { eggs.asked.count == names.count })
            #expect(Set(eggs.asked) == Set(names))
        }
    }

    @Test func `trouble is told once, seen until it is over, and told again when it comes back`() async throws {
        let lines = Mutex(0)
        let log = Log(service: "kitchen", sink: { text in lines.withLock { $0 += text.split(separator: "\n").count } })
        eggs.shelf.withLock { $0.isAway = true }
        try await withTimer(log: log) { timer in
            for told in 1...2 {
                #expect(await eventually { timer.problem != nil })
                #expect(await eggs.lookedAtAgain())
                await log.flush()
                #expect(lines.withLock { $0 } == told)
                eggs.boil("soft \(told)", until: clock.now)
                eggs.shelf.withLock { $0.isAway = false }
                #expect(await eventually { timer.problem == nil && eggs.asked.count == told })
                eggs.shelf.withLock { $0.isAway = true }
            }
        }
    }

    @Test func `ends when it is cancelled, also while it waits`() async throws {
        let timer = DeadlineTimer(eggs, poll: .seconds(3_600), log: .silent)
        let run = Task { await timer.run() }
        #expect(await eventually { eggs.shelf.withLock { $0.looks == 1 } })
        run.cancel()
        await run.value
        #expect(eggs.shelf.withLock { $0.looks } == 1)
    }
}
