import FoundationEssentials

/// Signs tokens with ES256: the issuer of development systems and of tests.
package struct TokenIssuer: Sendable {
    private let key: JoseKey
    private let publicKey: PublicKey
    /// The key's thumbprint (RFC 7638), so that the same key always has the same kid.
    package let kid: String

    private struct PublicKey: Codable {
        let crv: String
        let kty: String
        let x: String
        let y: String
    }

    private struct PrivatePart: Decodable { let d: String }

    /// A new private key as JWK JSON.
    package static func generate() throws(TokenIssuerError) -> [UInt8] {
        guard let json = JoseKey.generateP256() else { throw .keyGenerationFailed }
        return Array(json.utf8)
    }

    /// Takes an EC key on P-256 with its private part, as JWK JSON.
    package init(privateKey: [UInt8]) throws(TokenIssuerError) {
        guard let publicKey = try? JSONDecoder().decode(PublicKey.self, from: Data(privateKey)),
            (try? JSONDecoder().decode(PrivatePart.self, from: Data(privateKey))) != nil,
            publicKey.kty == "EC", publicKey.crv == "P-256",
            let key = JoseKey(json: String(decoding: privateKey, as: UTF8.self))
        else { throw .unusableKey }
        self.key = key
        self.publicKey = publicKey
        kid = Base64URL.encode(Digest.sha256(Array(Self.json(publicKey, more: "").utf8)))
    }

    /// Signs a JSON object, to which nothing is added.
    ///
    /// The header's kid is the key's own unless told otherwise.
    package func sign(claims: [UInt8], kid: String? = nil) throws(TokenIssuerError) -> String {
        guard let token = key.sign(claims, algorithm: "ES256", kid: kid ?? self.kid) else { throw .signingFailed }
        return token
    }

    /// The key set that verifies its tokens, as JSON.
    package var publicKeySet: [UInt8] {
        Array(#"{"keys":[\#(Self.json(publicKey, more: #","alg":"ES256","kid":"\#(kid)","use":"sig""#))]}"#.utf8)
    }

    /// With nothing more, the canonical form that the thumbprint is computed from.
    private static func json(_ key: PublicKey, more: String) -> String {
        #"{"crv":"\#(key.crv)","kty":"\#(key.kty)","x":"\#(key.x)","y":"\#(key.y)"\#(more)}"#
    }
}

/// Why the issuer cannot sign.
package enum TokenIssuerError: Error, Equatable, CustomStringConvertible {
    case keyGenerationFailed
    case unusableKey
    case signingFailed

    package var description: String {
        switch self {
        case .keyGenerationFailed: "no key pair could be made"
        case .unusableKey: "the signing key is not an EC key on P-256 with its private part, as a JSON Web Key"
        case .signingFailed: "the token could not be signed"
        }
    }
}
