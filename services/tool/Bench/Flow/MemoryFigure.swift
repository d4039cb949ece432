import Foundation

/// When an idle process is looked at.
protocol MemoryMoment: Sendable {
    /// Behind the names of the lines.
    static var suffix: String { get }
    static var goal: Goal { get }
    static var meaning: String { get }
    /// How long everything is left alone before.
    static var rest: Duration { get }
}

/// Started, and ready for work.
enum AfterStart: MemoryMoment {
    static let suffix = ""
    static let goal = Goal.valueAtMost(40)
    static let meaning = "while it has nothing to do"
    static let rest = Duration.zero
}

/// Idle again after what the other figures did with it; on top of the above come its caches, which are bounded.
enum AfterLoad: MemoryMoment {
    static let suffix = "-after-load"
    static let goal = Goal.none
    static let meaning = "when it has nothing to do any more after the figures before"
    /// Longer than it takes a process to give memory back.
    static let rest = Duration.seconds(15)
}

/// Memory of each idle process of an installation.
struct MemoryFigure<Moment: MemoryMoment>: Figure {
    static var lines: [FigureLine] {
        ServiceEntry.all.map { entry in
            FigureLine(
                name: "memory-\(entry.name)\(Moment.suffix)",
                unit: "MB",
                goal: Moment.goal,
                meaning: "resident memory of the \(entry.name) process \(Moment.meaning)"
            )
        }
    }

    private let ground: BenchGround

    static func prepare(on ground: BenchGround) async throws -> MemoryFigure {
        for entry in ServiceEntry.all { _ = try await ground.service(entry) }
        for entry in ServiceEntry.all { await ground.settle(entry.name, within: .seconds(30)) }
        await pause(Moment.rest)
        return MemoryFigure(ground: ground)
    }

    func measure() async throws -> [Reading] {
        var readings: [Reading] = []
        for entry in ServiceEntry.all {
            guard let process = await ground.process(entry.name), let memory = ProcessMemory(process.pid) else {
                throw Refusal("\(entry.name) does not run")
            }
            readings.append(
                Reading(value: memory.resident, note: "of it \(memory.own.legible) MB its own, the rest of files")
            )
        }
        return readings
    }
}

/// What the kernel says of a process's memory, in megabytes of 10⁶ bytes.
struct ProcessMemory {
    let resident: Double
    /// Not of files such as the program and its libraries.
    let own: Double
    /// The most that was ever resident.
    let peak: Double

    /// This process's peak starts again from what it has now.
    static func forgetPeak() { try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8) }

    /// Nil when the process is gone.
    init?(_ pid: Int32) {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
        func field(_ name: String) -> Double {
            let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
            let kibibytes = line?.split(whereSeparator: { $0 == "\t" || $0 == " " }).dropFirst().first
            return kibibytes.flatMap { Double($0) }.map { $0 * 1_024 / 1e6 } ?? 0
        }
        resident = field("VmRSS")
        own = field("RssAnon")
        peak = field("VmHWM")
    }
}
