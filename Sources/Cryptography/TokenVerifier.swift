import FoundationEssentials
import Synchronization

/// Checks bearer tokens (JWT, RFC 7519) of one issuer for one audience.
///
/// Signatures that were found good are remembered, so a token that comes often costs a hash; everything that depends on
/// time is checked every time. New keys mean a new verifier.
package struct TokenVerifier: Sendable {
    /// Longer tokens are refused unread.
    package static let maximumTokenBytes = 8192

    private let keys: JSONWebKeySet
    private let issuer: String
    private let audience: String
    private let leeway: Double
    private let cache: VerifiedTokenCache

    /// The leeway says how far the clocks of issuer and verifier may be apart.
    ///
    /// So many good tokens are remembered; 0 for none.
    package init(
        keys: JSONWebKeySet,
        issuer: String,
        audience: String,
        leewaySeconds: Int = 30,
        remembered: Int = 4096
    ) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        leeway = Double(leewaySeconds)
        cache = VerifiedTokenCache(capacity: remembered)
    }

    /// Checks a token in compact form; now is in seconds since 1970.
    package func verify(_ token: String, now: Int64) throws(TokenError) -> VerifiedToken {
        guard token.utf8.count <= Self.maximumTokenBytes else { throw .tooLarge }
        let digest = Digest.blake2b(Array(token.utf8))
        if let known = cache.token(digest) {
            try checkTime(known, now: Double(now))
            return known
        }
        let verified = try checkSignature(token)
        guard verified.issuer == issuer else { throw .wrongIssuer }
        guard verified.audiences.contains(audience) else { throw .wrongAudience }
        try checkTime(verified, now: Double(now))
        cache.remember(verified, digest)
        return verified
    }

    private func checkSignature(_ text: String) throws(TokenError) -> VerifiedToken {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, parts.dropFirst().allSatisfy({ SodiumBase64.decode($0) != nil }),
            let headerText = SodiumBase64.decode(parts[0]), let token = JoseToken(text),
            let header = try? JSONDecoder().decode(TokenHeader.self, from: Data(headerText))
        else { throw .malformed }
        guard !header.needsExtension else { throw .unsupportedHeader }
        guard let key = keys.key(kid: header.kid) else { throw .unknownKey }
        // Both readers have to see the same algorithm, should a header name it twice.
        guard header.alg == key.alg.rawValue, token.header("alg") == header.alg else { throw .wrongAlgorithm }
        guard token.verify(with: key.key) else { throw .badSignature }
        guard let payload = token.payload else { throw .malformed }
        return try VerifiedToken(claims: payload)
    }

    private func checkTime(_ token: VerifiedToken, now: Double) throws(TokenError) {
        guard now < token.expires + leeway else { throw .expired }
        guard token.notBefore ?? -.infinity <= now + leeway, token.issuedAt ?? -.infinity <= now + leeway else {
            throw .notYetValid
        }
    }
}

/// A token whose signature, issuer, audience and times are good.
package struct VerifiedToken: Sendable, Equatable {
    /// All claims as the issuer signed them: a JSON object.
    package let claims: [UInt8]
    /// The claim `sub`.
    package let subject: String?
    /// The claim `iss`.
    package let issuer: String
    /// The claim `aud`, as a list also when it is one text.
    package let audiences: [String]
    /// The claim `exp`, seconds since 1970.
    package let expires: Double
    /// The claim `jti`.
    package let identifier: String?
    /// The claim `nbf`, seconds since 1970.
    let notBefore: Double?
    /// The claim `iat`, seconds since 1970.
    let issuedAt: Double?

    init(claims: [UInt8]) throws(TokenError) {
        guard let known = try? JSONDecoder().decode(KnownClaims.self, from: Data(claims)) else { throw .malformed }
        guard let expires = known.exp else { throw .missingClaim("exp") }
        guard let issuer = known.iss else { throw .missingClaim("iss") }
        guard let audiences = known.aud?.names else { throw .missingClaim("aud") }
        self.claims = claims
        self.issuer = issuer
        self.audiences = audiences
        self.expires = expires
        subject = known.sub
        identifier = known.jti
        notBefore = known.nbf
        issuedAt = known.iat
    }

    /// The claims as a type of yours.
    package func claims<Claims: Decodable>(as type: Claims.Type) throws -> Claims {
        try JSONDecoder().decode(type, from: Data(claims))
    }
}

/// Why a token was refused.
///
/// For logs and metrics; a client is told only that its token is not accepted.
package enum TokenError: Error, Equatable, Sendable {
    case tooLarge
    case malformed
    /// The header asks for something that must be understood and is not.
    case unsupportedHeader
    case unknownKey
    case wrongAlgorithm
    case badSignature
    case wrongIssuer
    case wrongAudience
    case expired
    case notYetValid
    case missingClaim(String)
}

private struct TokenHeader: Decodable {
    let alg: String
    let kid: String?
    /// Whether it holds `crit` (nothing critical is understood here) or `b64` (RFC 7797), whatever their values.
    let needsExtension: Bool

    private enum Name: String, CodingKey { case alg, kid, crit, b64 }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        alg = try container.decode(String.self, forKey: .alg)
        kid = try container.contains(.kid) ? container.decode(String.self, forKey: .kid) : nil
        needsExtension = container.contains(.crit) || container.contains(.b64)
    }
}

private struct KnownClaims: Decodable {
    let iss: String?
    let sub: String?
    let aud: Audience?
    let exp: Double?
    let nbf: Double?
    let iat: Double?
    let jti: String?

    struct Audience: Decodable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let name = try? container.decode(String.self) {
                names = [name]
            } else {
                names = try container.decode([String].self)
            }
        }
    }
}

/// The newest good tokens by digest: two generations, of which the older is dropped when the younger is full.
private final class VerifiedTokenCache: Sendable {
    private struct Generations {
        var young: [[UInt8]: VerifiedToken] = [:]
        var old: [[UInt8]: VerifiedToken] = [:]
    }

    private let generationCapacity: Int
    private let generations = Mutex(Generations())

    init(capacity: Int) { generationCapacity = capacity / 2 }

    func token(_ digest: [UInt8]) -> VerifiedToken? {
        generations.withLock { $0.young[digest] ?? $0.old[digest] }
    }

    func remember(_ token: VerifiedToken, _ digest: [UInt8]) {
        guard generationCapacity > 0 else { return }
        generations.withLock { generations in
            if generations.young.count >= generationCapacity {
                generations.old = generations.young
                generations.young = [:]
            }
            generations.young[digest] = token
        }
    }
}
