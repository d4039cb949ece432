import CJose
import Glibc

/// A key inside cjose.
///
/// Shared by threads without a lock: verifying and signing take the key `const` and leave its plain (not atomic) retain
/// count alone, OpenSSL 3's RSA and EC keys lock what they cache inside, and every token gets its own jansson objects,
/// whose counts jansson 2.14 changes atomically anyway.
@safe final class JoseKey: @unchecked Sendable {
    private let key: OpaquePointer

    /// Nil when it is not a complete JWK.
    init?(json: String) {
        var json = json
        guard let key = json.withUTF8({ unsafe Self.importKey($0) }) else { return nil }
        unsafe self.key = key
    }

    private static func importKey(_ json: UnsafeBufferPointer<UInt8>) -> OpaquePointer? {
        unsafe json.withMemoryRebound(to: CChar.self) { unsafe cjose_jwk_import($0.baseAddress, $0.count, nil) }
    }

    deinit { unsafe cjose_jwk_release(key) }

    /// A new P-256 key pair as JWK JSON, private part included; nil when OpenSSL refuses.
    static func generateP256() -> String? {
        guard let key = unsafe cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, nil) else { return nil }
        defer { unsafe cjose_jwk_release(key) }
        guard let json = unsafe cjose_jwk_to_json(key, true, nil) else { return nil }
        defer { unsafe free(json) }
        return unsafe String(cString: json)
    }

    func sign(_ payload: [UInt8], algorithm: String, kid: String) -> String? {
        guard let header = unsafe cjose_header_new(nil) else { return nil }
        defer { unsafe cjose_header_release(header) }
        guard unsafe cjose_header_set(header, "alg", algorithm, nil), unsafe cjose_header_set(header, "kid", kid, nil),
            unsafe cjose_header_set(header, "typ", "JWT", nil),
            let token = unsafe cjose_jws_sign(key, header, payload, payload.count, nil)
        else { return nil }
        defer { unsafe cjose_jws_release(token) }
        var text: UnsafePointer<CChar>?
        guard unsafe cjose_jws_export(token, &text, nil), let text = unsafe text else { return nil }
        return unsafe String(cString: text)  // owned by the token
    }

    fileprivate func verifies(_ token: OpaquePointer) -> Bool { unsafe cjose_jws_verify(token, key, nil) }
}

/// A parsed token in compact form; nothing in it is to be believed before ``verify(with:)``.
@safe struct JoseToken: ~Copyable {
    private let token: OpaquePointer

    /// Nil when it is not three parts of Base64 with a JSON header.
    init?(_ text: String) {
        var text = text
        let token = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { unsafe cjose_jws_import($0.baseAddress, $0.count, nil) }
        }
        guard let token = unsafe token else { return nil }
        unsafe self.token = token
    }

    deinit { unsafe cjose_jws_release(token) }

    /// A text attribute of the protected header.
    func header(_ name: String) -> String? {
        guard let header = unsafe cjose_jws_get_protected(token),  // not owned
            let value = unsafe cjose_header_get(header, name, nil)
        else { return nil }
        return unsafe String(cString: value)
    }

    func verify(with key: JoseKey) -> Bool { unsafe key.verifies(token) }

    var payload: [UInt8]? {
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard unsafe cjose_jws_get_plaintext(token, &bytes, &count, nil) else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))  // owned by the token
    }
}
