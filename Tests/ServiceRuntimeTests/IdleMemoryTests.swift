import Testing

@testable import ServiceRuntime

/// When a process gives memory back.
@Suite struct IdleMemoryTests {
    /// What is answered at each look, five seconds apart.
    private func answers(_ used: [Double]) -> [Bool] {
        var memory = IdleMemory(used: 2)
        return used.map { memory.isDue(used: $0, elapsed: 5) }
    }

    @Test func `only after a busy time, once it is over, and once`() {
        #expect(answers([2.1, 5, 6, 6.1, 6.2]) == [false, false, false, true, false])
    }

    @Test func `little things add up`() {
        #expect(answers((1...11).map { 2 + 0.1 * Double($0) }) == (1...11).map { $0 == 10 })
    }
}
