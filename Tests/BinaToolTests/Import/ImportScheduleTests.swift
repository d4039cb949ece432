import Testing

@testable import BinaTool

struct ImportScheduleTests {
    /// Takes everything that may be sent now.
    private func ready(_ schedule: inout ImportSchedule<String>) -> [(line: Int, step: String)] {
        var steps: [(line: Int, step: String)] = []
        while let next = schedule.next() { steps.append(next) }
        return steps
    }

    @Test func `stages of one line wait for each other, lines do not`() {
        var schedule = ImportSchedule(lines: [[["a1", "a2"], ["a3"]], [["b1"], [], ["b2"]]])
        #expect(schedule.count == 5)
        #expect(Set(ready(&schedule).map(\.step)) == ["a1", "a2", "b1"])
        #expect(schedule.next() == nil)
        schedule.finish(0)
        #expect(schedule.next() == nil, "a2 is under way")
        schedule.finish(1)
        #expect(ready(&schedule).map(\.step) == ["b2"])
        schedule.finish(0)
        #expect(ready(&schedule).map(\.step) == ["a3"])
        schedule.finish(0)
        schedule.finish(1)
        #expect(schedule.next() == nil)
    }

    @Test func `no line starves`() {
        var schedule = ImportSchedule(lines: (0..<3).map { line in [(0..<100).map { "\(line).\($0)" }] })
        let firstTaken = (0..<6).compactMap { _ in schedule.next()?.line }
        #expect(firstTaken == [0, 1, 2, 0, 1, 2])
    }

    @Test func `nothing to do is done`() {
        var schedule = ImportSchedule<String>([])
        #expect(schedule.next() == nil)
        #expect(schedule.count == 0)
    }
}

struct ImportProgressTests {
    @Test(arguments: [
        (0, 0, 0, Duration.seconds(1), "p: 0 of 0 (100 %), 0/s"),
        (0, 0, 100, .seconds(1), "p: 0 of 100 (0 %), 0/s"),
        (50, 0, 100, .seconds(10), "p: 50 of 100 (50 %), 5/s, 10 s left"),
        (50, 40, 100, .seconds(10), "p: 50 of 100 (50 %), 1/s, 40 done before, 50 s left"),
        (10, 0, 10_000, .seconds(10), "p: 10 of 10000 (0 %), 1/s, 167 min left"),
        (100, 0, 100, .milliseconds(500), "p: 100 of 100 (100 %), 200/s"),
        (60, 60, 100, .seconds(2), "p: 60 of 100 (60 %), 0/s, 60 done before"),
    ])
    func `tells how far, how fast and how long`(
        _ done: Int,
        _ known: Int,
        _ expected: Int,
        _ time: Duration,
        _ line: String
    ) {
        #expect(ImportProgress.line("p", done: done, known: known, of: expected, after: time) == line)
    }

    @Test func `a terminal's line is rewritten, a file gets lines`() {
        let lines = Lines()
        let terminal = ProgressConsole(isTerminal: true) { lines.add($0) }
        terminal.update("a")
        terminal.end("b")
        #expect(lines.all == ["\r\u{1B}[Ka", "\r\u{1B}[Kb\n"])
        let inFile = Lines()
        ProgressConsole.keeping(inFile).update("a")
        #expect(inFile.all == ["a\n"])
    }
}
