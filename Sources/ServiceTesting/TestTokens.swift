import Cryptography
import EventSourcing
package import ServiceRuntime

/// A token issuer of its own for each test, and the authenticator that trusts it.
package struct TestTokens: Sendable {
    package static let issuer = "https://issuer.test"
    package static let audience = "bina"

    private let signer: TokenIssuer
    private let clock: @Sendable () -> Int64

    /// - `clock`: seconds since 1970.
    package init(clock: @escaping @Sendable () -> Int64 = { Timestamp.now.microseconds / 1_000_000 }) throws {
        signer = try TokenIssuer(privateKey: TokenIssuer.generate())
        self.clock = clock
    }

    /// Checks this issuer's tokens as a service does.
    package var authenticator: Authenticator { .bearer(keys, now: clock) }

    /// The key set, as the issuer would publish it.
    package var keySet: [UInt8] { signer.publicKeySet }

    private var keys: TokenKeys {
        TokenKeys(issuer: Self.issuer, audience: Self.audience, log: .silent) { [keySet] in keySet }
    }

    /// A token that is good for an hour, unless told otherwise.
    ///
    /// - `lifetime`: seconds from now until it expires; may be negative.
    package func token(
        subject: String = "person-1",
        tenants: [String] = ["aceh"],
        roles: [Role],
        issuer: String = issuer,
        audience: String = audience,
        lifetime: Int64 = 3_600
    ) throws -> String {
        let claims = Claims(
            iss: issuer,
            aud: audience,
            sub: subject,
            tenant: tenants,
            roles: roles.map(\.name),
            iat: clock() + min(0, lifetime) - 1,
            exp: clock() + lifetime
        )
        return try sign(CanonicalJSON.encode(claims))
    }

    /// Signs any claims.
    package func sign(_ claims: [UInt8]) throws -> String { try signer.sign(claims: claims) }

    private struct Claims: Encodable {
        let iss: String
        let aud: String
        let sub: String
        let tenant: [String]
        let roles: [String]
        let iat: Int64
        let exp: Int64
    }
}
