import Foundation

/// The files of this checkout that belong to it: no build products, no state.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Paths relative to the root.
    static let files: [String] = {
        let skipped: Set = [".git", ".build", ".bina", ".swiftpm", "__pycache__"]
        var found: [String] = []
        var folders = [""]
        while let folder = folders.popLast() {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path + "/" + folder)) ?? []
            for name in names where !skipped.contains(name) {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                if isFolder(path) { folders.append(path) } else { found.append(path) }
            }
        }
        return found.sorted()
    }()

    static var swiftFiles: [String] { files.filter { $0.hasSuffix(".swift") } }

    static func text(_ path: String) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }

    static func isFolder(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: root.path + "/" + path)
        return attributes?[.type] as? FileAttributeType == .typeDirectory
    }

    /// What stands in the folder, without what is skipped above.
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root.path + "/" + folder)) ?? []).sorted()
    }
}
