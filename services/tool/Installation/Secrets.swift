import Foundation

/// Secrets of one installation, each in a file that only its owner can read, made once and kept.
struct Secrets: Sendable {
    let folder: URL

    func url(_ name: String) -> URL { folder.appending(path: name) }

    /// The content of the file; made by `make` the first time.
    func text(_ name: String, make: () throws -> String) throws -> String {
        if let text = try? String(contentsOf: url(name), encoding: .utf8) {
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let text = try make()
        try write(text, as: name)
        return text
    }

    /// Writes with access for the owner alone from the first moment on.
    func write(_ text: String, as name: String) throws {
        let draft = folder.appending(path: ".\(name).new")
        try? FileManager.default.removeItem(at: draft)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: draft.path, contents: nil, attributes: attributes) else {
            throw Refusal("cannot write to \(folder.path)")
        }
        let handle = try FileHandle(forWritingTo: draft)
        try handle.write(contentsOf: Data((text + "\n").utf8))
        try handle.close()
        try? FileManager.default.removeItem(at: url(name))
        try FileManager.default.moveItem(at: draft, to: url(name))
    }

    /// A role's password, free of characters that a URL or SQL would need to escape.
    func password(of role: String) throws -> String { try text("\(role).password") { Self.random(bytes: 24) } }

    /// 32 bytes as hex: wraps the subjects' keys in the vault.
    func vaultMasterKey() throws -> String { try text("vault-master.key") { Self.random(bytes: 32) } }

    /// Hex digits of the system's cryptographic random numbers.
    static func random(bytes count: Int) -> String {
        var source = SystemRandomNumberGenerator()
        return (0..<count).map { _ in
            let byte = UInt8.random(in: 0...255, using: &source)
            return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
