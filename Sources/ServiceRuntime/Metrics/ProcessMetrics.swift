import FoundationEssentials
import Glibc

/// What the kernel knows about this process, under the names that Prometheus's own clients use.
package enum ProcessMetrics {
    /// Families to `collect`; a figure that cannot be read is left out.
    package static func collector() -> Metrics.Collector {
        let started = ContinuousClock.now
        return {
            var families = [
                gauge(
                    "process_uptime_seconds",
                    "Time since the process began to count.",
                    (ContinuousClock.now - started) / .seconds(1)
                )
            ]
            if let bytes = residentBytes {
                families.append(gauge("process_resident_memory_bytes", "Resident memory.", Double(bytes)))
            }
            if let seconds = processorSeconds {
                let sample = MetricFamily.Sample(seconds)
                families.append(
                    MetricFamily("process_cpu_seconds_total", "User and system processor time.", .counter, [sample])
                )
            }
            if let count = openFileCount {
                families.append(gauge("process_open_fds", "Open file descriptors.", Double(count)))
            }
            return families
        }
    }

    /// Resident memory of this process.
    package static var residentBytes: Int? {
        guard let status = text("/proc/self/status"),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
            let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return kibibytes * 1_024
    }

    static var processorSeconds: Double? {
        // The command name, second field, may hold spaces; fields are counted from the bracket that closes it.
        guard let stat = text("/proc/self/stat"), let bracket = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: bracket)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
        return ticksPerSecond > 0 ? (user + system) / ticksPerSecond : nil
    }

    static var openFileCount: Int? {
        // Reading the directory opens one more.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { $0.count - 1 }
    }

    private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

    private static func gauge(_ name: String, _ help: String, _ value: Double) -> MetricFamily {
        MetricFamily(name, help, .gauge, [MetricFamily.Sample(value)])
    }
}
