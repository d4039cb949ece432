import Foundation

/// How much processor time processes have used, from the kernel's books.
enum ProcessorTime {
    /// Of this process.
    static var own: Duration { .microseconds(clock()) }

    /// Of a process and everything below it, the ended children included; zero when it is gone.
    static func tree(below pid: Int32) -> Duration {
        let stats = allStats()
        var total = 0
        var open = [pid]
        while let next = open.popLast() {
            if let stat = stats[next] { total += stat.ticks + stat.endedChildrenTicks }
            open += stats.filter { $0.value.parent == next }.keys
        }
        return .milliseconds(total * 1_000 / sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Of one process.
    static func process(_ pid: Int32) -> Duration {
        .milliseconds((Stat(pid)?.ticks ?? 0) * 1_000 / sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Fields of `/proc/PID/stat`.
    private struct Stat {
        let parent: Int32
        let ticks: Int
        let endedChildrenTicks: Int

        init?(_ pid: Int32) {
            guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            guard fields.count > 14 else { return nil }
            parent = Int32(fields[1]) ?? 0
            ticks = (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
            endedChildrenTicks = (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0)
        }
    }

    private static func allStats() -> [Int32: Stat] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let pairs = names.compactMap { Int32($0) }.compactMap { pid in Stat(pid).map { (pid, $0) } }
        return Dictionary(pairs) { first, _ in first }
    }
}
