/// 32 secret bytes.
///
/// Copies share them, and they are overwritten when the last copy is gone. Compares in constant time.
package struct SymmetricKey: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    package static let length = SodiumSecret.length
    let storage: SodiumSecret

    /// Throws ``CryptographyError/wrongKeyLength(_:)`` unless there are 32 bytes.
    package init(bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == Self.length else { throw .wrongKeyLength(bytes.count) }
        storage = SodiumSecret(bytes)
    }

    private init(_ storage: SodiumSecret) { self.storage = storage }

    package static func random() -> SymmetricKey { SymmetricKey(SodiumSecret()) }

    /// A key for one purpose, from which neither this key nor its other subkeys can be computed.
    ///
    /// The context names the purpose in at most 8 bytes.
    package func derive(_ subkey: UInt64, context: String) -> SymmetricKey {
        var context = Array(context.utf8)
        precondition(context.count <= 8, "the context of a derived key has at most 8 bytes")
        context += Array(repeating: 0, count: 8 - context.count)
        return SymmetricKey(Sodium.derive(self, subkey: subkey, context: context))
    }

    /// The secret itself, to be stored where secrets are stored.
    package var bytes: [UInt8] { storage.bytes }

    package var description: String { "SymmetricKey(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }

    package static func == (left: SymmetricKey, right: SymmetricKey) -> Bool {
        Sodium.areEqual(left.bytes, right.bytes)
    }
}

/// Why a key or a sealed box was refused; says nothing about the secret.
package enum CryptographyError: Error, Equatable, CustomStringConvertible {
    case wrongKeyLength(Int)
    case notAuthentic

    package var description: String {
        switch self {
        case .wrongKeyLength(let count): "a key has \(SymmetricKey.length) bytes, not \(count)"
        case .notAuthentic: "the sealed box does not open: another key, another context, or changed bytes"
        }
    }
}
