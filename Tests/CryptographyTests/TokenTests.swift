import Cryptography
import Foundation
import Testing

@Suite struct TokenTests {
    private let made: IndependentTokens
    private let verifier: TokenVerifier

    init() throws {
        made = try IndependentTokens.made.get()
        verifier = try Self.verifier(keys: Array(made.keys.utf8))
    }

    private static func verifier(keys: [UInt8], remembered: Int = 100) throws -> TokenVerifier {
        try TokenVerifier(
            keys: JSONWebKeySet(json: keys),
            issuer: "https://issuer.example",
            audience: "bina",
            leewaySeconds: 30,
            remembered: remembered
        )
    }

    @Test(arguments: ["good RS256", "good ES256", "within leeway", "fractional times"])
    func `accepts`(name: String) throws {
        let token = try #require(made.tokens[name])
        for _ in 0..<2 {  // the second is remembered
            let verified = try verifier.verify(token, now: IndependentTokens.now)
            #expect(verified.subject == "clerk-1")
            #expect(verified.issuer == "https://issuer.example")
            #expect(verified.audiences.contains("bina"))
            #expect(verified.identifier == "t-1")
            #expect(try verified.claims(as: Roles.self).roles == ["clerk"])
        }
    }

    private struct Roles: Decodable { let roles: [String] }

    static let forged: [(String, TokenError)] = [
        ("none", .wrongAlgorithm), ("none with signature", .wrongAlgorithm),
        ("HS256 with the public PEM", .wrongAlgorithm), ("HS256 with the modulus", .wrongAlgorithm),
        ("HS256 with nothing", .wrongAlgorithm), ("RS512 with the right key", .wrongAlgorithm),
        ("RS256 header on RS512", .badSignature), ("ES256 for the RSA key", .wrongAlgorithm),
        ("RS256 for the EC key", .wrongAlgorithm), ("PS256 with the right key", .wrongAlgorithm),
        ("stranger RS256", .badSignature), ("stranger ES256", .badSignature),
        ("stranger brings its key", .badSignature), ("psychic", .badSignature), ("short signature", .badSignature),
        ("empty signature", .badSignature), ("altered payload", .badSignature), ("altered signature", .badSignature),
        ("unknown kid", .unknownKey), ("no kid", .unknownKey), ("kid of another type", .malformed),
        ("crit", .unsupportedHeader), ("crit, signed", .unsupportedHeader), ("expired", .expired),
        ("not yet valid", .notYetValid), ("issued in the future", .notYetValid), ("wrong issuer", .wrongIssuer),
        ("wrong audience", .wrongAudience), ("wrong audiences", .wrongAudience),
        ("no audience", .missingClaim("aud")), ("no issuer", .missingClaim("iss")),
        ("no expiry", .missingClaim("exp")), ("expiry as text", .malformed), ("expiry null", .missingClaim("exp")),
        ("claims not an object", .badSignature), ("two parts", .malformed), ("four parts", .malformed),
        ("padded", .malformed), ("with a space", .malformed), ("header not JSON", .malformed), ("empty", .malformed),
        ("dots", .malformed), ("huge", .tooLarge),
    ]

    @Test(arguments: forged)
    func `refuses`(name: String, reason: TokenError) throws {
        let token = try #require(made.tokens[name])
        for _ in 0..<2 {  // a refusal is not remembered as good
            #expect(throws: reason) { try verifier.verify(token, now: IndependentTokens.now) }
        }
    }

    @Test func `every token of the other implementation is either accepted or refused here`() {
        let known = Set(Self.forged.map(\.0) + ["good RS256", "good ES256", "within leeway", "fractional times"])
        #expect(known == Set(made.tokens.keys))
    }

    @Test func `a remembered token still expires`() throws {
        let token = try #require(made.tokens["good RS256"])
        _ = try verifier.verify(token, now: IndependentTokens.now)
        #expect(throws: TokenError.expired) { try verifier.verify(token, now: IndependentTokens.now + 330) }
        #expect(throws: TokenError.notYetValid) { try verifier.verify(token, now: IndependentTokens.now - 100) }
        _ = try verifier.verify(token, now: IndependentTokens.now)
    }

    @Test func `refuses a good token with any one character changed`() throws {
        let token = Array(try #require(made.tokens["good ES256"]).utf8)
        for index in token.indices {
            var altered = token
            altered[index] = token[index] == UInt8(ascii: "B") ? UInt8(ascii: "C") : UInt8(ascii: "B")
            #expect(throws: TokenError.self) {
                try verifier.verify(String(decoding: altered, as: UTF8.self), now: IndependentTokens.now)
            }
        }
    }

    @Test func `many tasks verify with one verifier, remembered or not`() async throws {
        let good = try ["good RS256", "good ES256"].map { try #require(made.tokens[$0]) }
        let bad = try ["stranger RS256", "psychic", "altered payload"].map { try #require(made.tokens[$0]) }
        for remembered in [0, 4] {
            let verifier = try Self.verifier(keys: Array(made.keys.utf8), remembered: remembered)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        _ = try verifier.verify(good[number % 2], now: IndependentTokens.now)
                        #expect(throws: TokenError.badSignature) {
                            try verifier.verify(bad[number % 3], now: IndependentTokens.now)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

@Suite struct KeySetTests {
    @Test func `uses RSA and P-256 keys and passes over the rest`() throws {
        let set = try JSONWebKeySet(json: Array(IndependentTokens.made.get().keys.utf8))
        #expect(set.keys.map(\.kid) == ["rsa", "ec"])
        #expect(set.keys.map(\.alg) == [.rs256, .es256])
        #expect(set.keys.map(\.kty) == ["RSA", "EC"])
    }

    @Test func `refuses a private key`() throws {
        let key = try String(decoding: TokenIssuer.generate(), as: UTF8.self)
        #expect(throws: JSONWebKeySetError.notPublic(kid: nil)) {
            try JSONWebKeySet(json: Array(#"{"keys":[\#(key)]}"#.utf8))
        }
    }

    @Test(arguments: [
        (#"{"kty":"oct","kid":"a","k":"c2VjcmV0"}"#, JSONWebKeySetError.notPublic(kid: "a")),
        (#"{"kty":"RSA","kid":"a","e":"AQAB","n":"AQAB"}"#, .unusable(kid: "a")),
        (#"{"kty":"RSA","kid":"a","e":"AQAB"}"#, .unusable(kid: "a")),
        (#"{"kty":"EC","crv":"P-256","kid":"a","x":"AQ","y":"AQ"}"#, .unusable(kid: "a")),
        // 32 bytes each, but not a point of the curve
        (
            #"{"kty":"EC","crv":"P-256","kid":"a","x":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE","y":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"}"#,
            .unusable(kid: "a")
        ),
    ])
    func `refuses a key set with`(key: String, error: JSONWebKeySetError) {
        #expect(throws: error) { try JSONWebKeySet(json: Array(#"{"keys":[\#(key)]}"#.utf8)) }
    }

    @Test(arguments: ["", "[]", "{}", #"{"keys":{}}"#, "nonsense"])
    func `refuses what is not a key set`(text: String) {
        #expect(throws: JSONWebKeySetError.malformed) { try JSONWebKeySet(json: Array(text.utf8)) }
    }

    @Test func `refuses two keys of one kid`() throws {
        let entry = try #require(
            String(decoding: TokenIssuer(privateKey: TokenIssuer.generate()).publicKeySet, as: UTF8.self)
                .split(separator: "[").last?.dropLast(2)
        )
        #expect(throws: JSONWebKeySetError.duplicateKid) {
            try JSONWebKeySet(json: Array(#"{"keys":[\#(entry),\#(entry)]}"#.utf8))
        }
    }
}

@Suite struct TokenIssuerTests {
    private let claims = Data(
        #"{"iss":"https://issuer.example","aud":"bina","sub":"dev","exp":99999999999,"tenant":"aceh"}"#.utf8
    )

    @Test func `PyJWT accepts what is signed here`() throws {
        let issuer = try TokenIssuer(privateKey: TokenIssuer.generate())
        let token = try issuer.sign(claims: Array(claims))
        let read = try IndependentTokens.claims(ofToken: token, keySet: issuer.publicKeySet)
        #expect(
            try JSONSerialization.jsonObject(with: read) as? NSDictionary
                == JSONSerialization.jsonObject(with: claims) as? NSDictionary
        )
    }

    @Test func `the same key gives the same kid, and its tokens verify here`() throws {
        let key = try TokenIssuer.generate()
        let issuer = try TokenIssuer(privateKey: key)
        #expect(try TokenIssuer(privateKey: key).kid == issuer.kid)
        let verifier = try TokenVerifier(
            keys: JSONWebKeySet(json: issuer.publicKeySet),
            issuer: "https://issuer.example",
            audience: "bina"
        )
        #expect(try verifier.verify(issuer.sign(claims: Array(claims)), now: 1_800_000_000).subject == "dev")
        #expect(throws: TokenError.unknownKey) {
            try verifier.verify(issuer.sign(claims: Array(claims), kid: "other"), now: 1_800_000_000)
        }
        #expect(!String(decoding: issuer.publicKeySet, as: UTF8.self).contains(#""d""#))
    }

    @Test(arguments: ["", "{}", #"{"kty":"RSA"}"#, #"{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ","d":"AQ"}"#])
    func `refuses an unusable key`(text: String) {
        #expect(throws: TokenIssuerError.unusableKey) { try TokenIssuer(privateKey: Array(text.utf8)) }
    }

    @Test func `refuses a public key`() throws {
        let set = try TokenIssuer(privateKey: TokenIssuer.generate()).publicKeySet
        let entry = try #require(String(decoding: set, as: UTF8.self).split(separator: "[").last?.dropLast(2))
        #expect(throws: TokenIssuerError.unusableKey) { try TokenIssuer(privateKey: Array(entry.utf8)) }
    }
}
