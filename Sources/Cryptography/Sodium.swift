import CSodium

/// libsodium's functions as Swift functions on arrays.
///
/// Every one of them is thread-safe once `sodium_init` ran, which the first use does, once.
enum Sodium {
    private static let isReady = sodium_init() >= 0

    static func prepare() { precondition(isReady, "libsodium could not find a source of random bytes") }

    static func random(_ count: Int) -> [UInt8] {
        prepare()
        var bytes = [UInt8](repeating: 0, count: count)
        unsafe randombytes_buf(&bytes, count)
        return bytes
    }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        _ = unsafe crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
        return digest
    }

    static func blake2b(_ bytes: [UInt8], key: SymmetricKey?, length: Int) -> [UInt8] {
        precondition((16...64).contains(length), "BLAKE2b digests have 16 to 64 bytes")
        prepare()
        var digest = [UInt8](repeating: 0, count: length)
        if let key {
            unsafe key.storage.withBytes { secret in
                _ = unsafe crypto_generichash(
                    &digest,
                    length,
                    bytes,
                    UInt64(bytes.count),
                    secret,
                    SodiumSecret.length
                )
            }
        } else {
            _ = unsafe crypto_generichash(&digest, length, bytes, UInt64(bytes.count), nil, 0)
        }
        return digest
    }

    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return unsafe sodium_memcmp(left, right, left.count) == 0
    }

    static func authenticate(_ message: [UInt8], _ key: SymmetricKey) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: 32)
        unsafe key.storage.withBytes { secret in
            _ = unsafe crypto_auth_hmacsha256(&tag, message, UInt64(message.count), secret)
        }
        return tag
    }

    static func derive(_ key: SymmetricKey, subkey: UInt64, context: [UInt8]) -> SodiumSecret {
        let derived = SodiumSecret()
        let context = context.map { CChar(bitPattern: $0) }
        unsafe key.storage.withBytes { secret in
            unsafe derived.withBytes { out in
                _ = unsafe crypto_kdf_derive_from_key(out, SodiumSecret.length, subkey, context, secret)
            }
        }
        return derived
    }
}

/// XChaCha20-Poly1305 (IETF).
enum SodiumAEAD {
    static let nonceLength = 24
    static let tagLength = 16

    static func encrypt(_ plaintext: [UInt8], nonce: [UInt8], _ key: SymmetricKey, _ context: [UInt8]) -> [UInt8] {
        var sealed = [UInt8](repeating: 0, count: plaintext.count + tagLength)
        unsafe key.storage.withBytes { secret in
            _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                &sealed,
                nil,
                plaintext,
                UInt64(plaintext.count),
                context,
                UInt64(context.count),
                nil,
                nonce,
                secret
            )
        }
        return sealed
    }

    /// Takes the nonce from the front; nil when it is not authentic.
    static func decrypt(_ box: [UInt8], _ key: SymmetricKey, _ context: [UInt8]) -> [UInt8]? {
        guard box.count >= nonceLength + tagLength else { return nil }
        let nonce = Array(box[..<nonceLength])
        let sealed = Array(box[nonceLength...])
        var plaintext = [UInt8](repeating: 0, count: sealed.count - tagLength)
        let result = unsafe key.storage.withBytes { secret in
            unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                &plaintext,
                nil,
                nil,
                sealed,
                UInt64(sealed.count),
                context,
                UInt64(context.count),
                nonce,
                secret
            )
        }
        return result == 0 ? plaintext : nil
    }
}

/// 32 secret bytes in one place of the heap, never copied by Swift, overwritten when the last owner lets go.
@safe final class SodiumSecret: @unchecked Sendable {  // written before it is shared, only read after
    static let length = 32
    private let memory: UnsafeMutablePointer<UInt8>

    /// Random bytes.
    init() {
        Sodium.prepare()
        unsafe memory = .allocate(capacity: Self.length)
        unsafe randombytes_buf(memory, Self.length)
    }

    /// - Parameter bytes: exactly ``length`` of them.
    init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.length, "a secret has \(Self.length) bytes")
        Sodium.prepare()
        unsafe memory = .allocate(capacity: Self.length)
        unsafe memory.initialize(from: bytes, count: Self.length)
    }

    deinit {
        unsafe sodium_memzero(memory, Self.length)
        unsafe memory.deallocate()
    }

    var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: memory, count: Self.length)) }

    func withBytes<Result>(_ body: (UnsafeMutablePointer<UInt8>) -> Result) -> Result { unsafe body(memory) }
}

/// Base64 for URLs without padding.
enum SodiumBase64 {
    private static let variant = Int32(sodium_base64_VARIANT_URLSAFE_NO_PADDING)

    static func encode(_ bytes: [UInt8]) -> String {
        let length = sodium_base64_encoded_len(bytes.count, variant)  // with the closing NUL
        var text = [CChar](repeating: 0, count: length)
        unsafe sodium_bin2base64(&text, length, bytes, bytes.count, variant)
        return String(decoding: text.dropLast().lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Nil for a foreign character, padding, or bits left over that are not zero.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let text = text.map { CChar(bitPattern: $0) }
        var bytes = [UInt8](repeating: 0, count: text.count / 4 * 3 + 3)
        var count = 0
        let capacity = bytes.count
        guard unsafe sodium_base642bin(&bytes, capacity, text, text.count, nil, &count, nil, variant) == 0 else {
            return nil
        }
        bytes.removeLast(capacity - count)
        return bytes
    }
}

/// SHA-256 over parts.
struct SodiumSHA256 {
    private var state = crypto_hash_sha256_state()

    init() { unsafe crypto_hash_sha256_init(&state) }

    mutating func update(_ bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        _ = unsafe crypto_hash_sha256_update(&state, bytes, UInt64(bytes.count))
    }

    mutating func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        _ = unsafe crypto_hash_sha256_final(&state, &digest)
        return digest
    }
}
