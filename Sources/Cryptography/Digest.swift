/// Hashes.
package enum Digest {
    /// 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { Sodium.sha256(bytes) }

    /// BLAKE2b with 16 to 64 bytes; with a key it can be computed by nobody else.
    package static func blake2b(_ bytes: [UInt8], key: SymmetricKey? = nil, length: Int = 32) -> [UInt8] {
        Sodium.blake2b(bytes, key: key, length: length)
    }

    /// Takes equally long wherever the first difference is, so it can compare secrets.
    package static func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool { Sodium.areEqual(left, right) }
}

/// SHA-256 of bytes that come in parts.
package struct SHA256 {
    private var state = SodiumSHA256()

    package init() {}

    package mutating func update(_ bytes: some Sequence<UInt8>) { state.update(bytes) }

    /// The digest of everything so far; more can be added after.
    package func finish() -> [UInt8] {
        var state = state
        return state.finish()
    }
}

/// HMAC-SHA256: proves that a message comes from a holder of the key.
package enum MessageAuthentication {
    /// 32 bytes.
    package static func tag(_ message: [UInt8], with key: SymmetricKey) -> [UInt8] { Sodium.authenticate(message, key) }

    /// Compares in constant time; a shortened tag is not valid.
    package static func isValid(_ tag: [UInt8], for message: [UInt8], with key: SymmetricKey) -> Bool {
        Sodium.areEqual(tag, Sodium.authenticate(message, key))
    }
}
