import Foundation

/// Another wall clock for one process, by libfaketime: what it asks the time of is preloaded.
enum WrongClock {
    /// Nil where it is not installed.
    private static let library: String? = {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
        return folders.map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }
            .first { FileManager.default.fileExists(atPath: $0) }
    }()

    static var isPossible: Bool { library != nil }

    /// So many seconds ahead, or behind, from the next start on; 0 is right.
    ///
    /// Only the wall clock: what is measured and waited for goes by the other one, as when somebody sets the time.
    static func set(_ seconds: Int, of instance: ServiceInstance) {
        guard seconds != 0, let library else { return instance.setExtraEnvironment([:]) }
        let ahead = seconds > 0 ? "+\(seconds)" : "\(seconds)"
        instance.setExtraEnvironment(
            ["LD_PRELOAD": library, "FAKETIME": ahead, "FAKETIME_DONT_FAKE_MONOTONIC": "1"]
        )
    }
}
