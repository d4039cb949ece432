import Cryptography
import Foundation
import ServiceRuntime
import ServiceTesting

@testable import BinaTool

/// The files that the services read their keys and tokens from.
struct SecretFiles: Sendable {
    /// What the services are told about them.
    let environment: [String: String]

    /// Writes them into the folder, which is made.
    init(in folder: URL, _ tokens: TestTokens) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func write(_ bytes: [UInt8], as name: String) throws -> String {
            let file = folder.appending(path: name)
            try Data(bytes).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
            return file.path
        }
        let masterKey = SecureRandom.bytes(32).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        let feedToken = try tokens.token(subject: "learning-record", tenants: [], roles: ["feed-reader"])
        environment = [
            "AUTH_ISSUER": TestTokens.issuer,
            "AUTH_AUDIENCE": TestTokens.audience,
            "AUTH_JWKS": try write(tokens.keySet, as: "jwks.json"),
            "VAULT_MASTER_KEY_FILE": try write(Array(masterKey.joined().utf8), as: "vault-master.key"),
            "FEED_TOKEN_FILE": try write(Array(feedToken.utf8), as: "feed.token"),
            "LOG_FORMAT": "json",
            "LOG_LEVEL": "info",
        ]
    }
}
