package import Foundation

/// The real files of `../shared/data`, when they are on this machine; `BINA_TEST_DATA` names another folder.
package enum TestData {
    /// Nil when they are not here.
    package static let folder: URL? = {
        if let named = ProcessInfo.processInfo.environment["BINA_TEST_DATA"] { return URL(filePath: named) }
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        for _ in 0..<6 {
            let candidate = folder.appending(path: "shared/data")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        return nil
    }()

    /// Tests on real data are enabled only with it.
    package static var isThere: Bool { folder != nil }

    /// A whole file; the path is below the folder.
    package static func text(_ path: String) throws -> String {
        let file = (folder ?? URL(filePath: "/")).appending(path: path)
        return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    /// Lines of a simple table without quotes, the header first.
    package static func table(_ path: String) throws -> [[String]] {
        try text(path).split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        }
    }

    /// The files of a folder with that ending, in order.
    package static func names(in path: String, ending: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: (folder?.path ?? "") + "/" + path)) ?? []
        return all.filter { $0.hasSuffix(ending) }.sorted()
    }
}
