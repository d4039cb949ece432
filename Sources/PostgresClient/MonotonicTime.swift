#if canImport(Glibc)
    import Glibc
#endif

/// Nanoseconds of a clock that nobody sets; cheap enough to read for each statement.
struct MonotonicTime: Comparable {
    let nanoseconds: UInt64

    static let distantFuture = MonotonicTime(nanoseconds: .max)

    static var now: MonotonicTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    static func + (time: Self, duration: Duration) -> MonotonicTime {
        let added = UInt64(clamping: max(0, duration.nanoseconds))
        let (sum, overflow) = time.nanoseconds.addingReportingOverflow(added)
        return overflow ? .distantFuture : MonotonicTime(nanoseconds: sum)
    }

    /// Milliseconds from another time until this one, rounded up, as `poll` takes them; -1 for the distant future.
    func pollTimeout(from now: MonotonicTime) -> Int32 {
        guard self != .distantFuture else { return -1 }
        guard self > now else { return 0 }
        return Int32(clamping: (nanoseconds - now.nanoseconds + 999_999) / 1_000_000)
    }
}

extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : scaled + attoseconds / 1_000_000_000
    }

    var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
