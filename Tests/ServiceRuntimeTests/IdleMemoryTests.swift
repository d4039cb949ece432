import Testing

@testable import ServiceRuntime

/// When a process gives memory back.
@Suite struct IdleMemoryTests {
    @Test func `only after a busy time, once it is over, and once`() {
        var memory = IdleMemory(used: 2)
        // Nothing was done since the start.
        #expect(!memory.isDue(used: 2.1, elapsed: 5))
        // Busy.
        #expect(!memory.isDue(used: 5, elapsed: 5))
        #expect(!memory.isDue(used: 6, elapsed: 5))
        // Over.
        #expect(memory.isDue(used: 6.1, elapsed: 5))
        #expect(!memory.isDue(used: 6.2, elapsed: 5))
        // Little things that add up to a second.
        #expect(!memory.isDue(used: 6.34, elapsed: 5))
        for step in 1...8 { #expect(memory.isDue(used: 6.34 + 0.1 * Double(step), elapsed: 5) == (step == 8)) }
    }
}
