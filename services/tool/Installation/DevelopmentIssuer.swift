import Cryptography
import Foundation

/// Signs tokens for people and services of a development installation, with a key of its own.
///
/// Never part of a production installation: there, `AUTH_JWKS` names the key set of the organisation's own issuer.
struct DevelopmentIssuer: Sendable {
    static let issuer = "https://issuer.bina.localhost"
    static let audience = "bina"

    private let signer: TokenIssuer

    /// Makes the key the first time, and writes the public key set beside it.
    init(_ secrets: Secrets) throws {
        let key = try secrets.text("token-issuer.jwk") { String(decoding: try TokenIssuer.generate(), as: UTF8.self) }
        signer = try TokenIssuer(privateKey: Array(key.utf8))
        _ = try secrets.text("jwks.json") { String(decoding: signer.publicKeySet, as: UTF8.self) }
    }

    /// What a token says about its holder.
    struct Claims: Encodable {
        var iss = DevelopmentIssuer.issuer
        var aud = DevelopmentIssuer.audience
        let sub: String
        let tenant: [String]
        let roles: [String]
        let iat: Int
        let nbf: Int
        let exp: Int
    }

    /// A signed token for `subject`, good from `now` (seconds since 1970) on.
    func token(subject: String, tenants: [String], roles: [String], hours: Int, now: Int) throws -> String {
        let claims = Claims(
            sub: subject,
            tenant: tenants,
            roles: roles,
            iat: now,
            nbf: now,
            exp: now + hours * 3600
        )
        return try signer.sign(claims: Array(try JSONEncoder().encode(claims)))
    }
}
