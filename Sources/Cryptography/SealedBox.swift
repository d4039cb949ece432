/// Authenticated encryption with XChaCha20-Poly1305: a random nonce of 24 bytes, the ciphertext, a tag of 16 bytes.
package enum SealedBox {
    /// How much longer a box is than what is in it.
    package static let overhead = SodiumAEAD.nonceLength + SodiumAEAD.tagLength

    /// Seals for a context that says where the box belongs (a stream and a field, say).
    ///
    /// The context is not in the box, but the box opens only with the same, so a box cannot be moved to another place.
    package static func seal(_ plaintext: [UInt8], with key: SymmetricKey, context: [UInt8]) -> [UInt8] {
        let nonce = SecureRandom.bytes(SodiumAEAD.nonceLength)
        return nonce + SodiumAEAD.encrypt(plaintext, nonce: nonce, key, context)
    }

    /// Throws ``CryptographyError/notAuthentic`` when key, context or any byte differs.
    package static func open(
        _ box: [UInt8],
        with key: SymmetricKey,
        context: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard let plaintext = SodiumAEAD.decrypt(box, key, context) else { throw .notAuthentic }
        return plaintext
    }
}
