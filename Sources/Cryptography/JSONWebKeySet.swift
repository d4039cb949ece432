import FoundationEssentials

/// The public keys of a token issuer (RFC 7517): RSA for RS256 and P-256 for ES256.
///
/// Keys of other kinds are passed over.
package struct JSONWebKeySet: Sendable {
    /// The only signature algorithms accepted; the key decides which, never the token.
    package enum Algorithm: String, Sendable { case rs256 = "RS256", es256 = "ES256" }

    /// One usable key.
    package struct Key: Sendable {
        package let kid: String?
        package let alg: Algorithm
        /// `RSA` or `EC`.
        package let kty: String
        let key: JoseKey
    }

    package let keys: [Key]

    /// Throws when it is not a key set, holds a private or symmetric key (which must never lie where public keys do),
    ///   a weak or broken key, or one kid twice.
    package init(json: [UInt8]) throws(JSONWebKeySetError) {
        guard let set = try? JSONDecoder().decode(KeySet.self, from: Data(json)) else { throw .malformed }
        var keys: [Key] = []
        for entry in set.keys {
            if let key = try entry.key() { keys.append(key) }
        }
        let kids = keys.compactMap(\.kid)
        guard Set(kids).count == kids.count else { throw .duplicateKid }
        self.keys = keys
    }

    /// The key of that kid; without a kid only a set with a single key has an answer.
    func key(kid: String?) -> Key? {
        guard let kid else { return keys.count == 1 ? keys[0] : nil }
        return keys.first { $0.kid == kid }
    }
}

/// Why a key set was refused.
package enum JSONWebKeySetError: Error, Equatable, CustomStringConvertible {
    case malformed
    case notPublic(kid: String?)
    case unusable(kid: String?)
    case duplicateKid

    package var description: String {
        switch self {
        case .malformed: #"not a JSON Web Key Set: an object with an array "keys" is needed"#
        case .notPublic(let kid):
            "the key \(kid ?? "without kid") is private or symmetric; only public keys belong here"
        case .unusable(let kid): "the key \(kid ?? "without kid") is broken, or RSA with fewer than 2048 bits"
        case .duplicateKid: "two keys have the same kid"
        }
    }
}

private struct KeySet: Decodable {
    let keys: [Entry]

    /// Attributes of an unexpected type count as absent, since keys of unknown kinds may have any.
    struct Entry: Decodable {
        private let text: [String: String]
        private let names: Set<String>

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            names = Set(container.allKeys.map(\.stringValue))
            var text: [String: String] = [:]
            for name in container.allKeys { text[name.stringValue] = try? container.decode(String.self, forKey: name) }
            self.text = text
        }

        /// Nil for a key that is none of our business.
        func key() throws(JSONWebKeySetError) -> JSONWebKeySet.Key? {
            let kid = text["kid"]
            guard text["kty"] != "oct", names.isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi", "k"]) else {
                throw .notPublic(kid: kid)
            }
            guard text["use"] ?? "sig" == "sig" else { return nil }
            switch text["kty"] {
            case "RSA" where text["alg"] ?? "RS256" == "RS256": return try key(.rs256, try rsa(kid))
            case "EC" where text["crv"] == "P-256" && text["alg"] ?? "ES256" == "ES256":
                return try key(.es256, try p256(kid))
            default: return nil
            }
        }

        private func key(
            _ algorithm: JSONWebKeySet.Algorithm,
            _ json: String
        ) throws(JSONWebKeySetError) -> JSONWebKeySet.Key {
            guard let key = JoseKey(json: json) else { throw .unusable(kid: text["kid"]) }
            return JSONWebKeySet.Key(kid: text["kid"], alg: algorithm, kty: text["kty"] ?? "", key: key)
        }

        private func rsa(_ kid: String?) throws(JSONWebKeySetError) -> String {
            guard let n = number("n"), let e = number("e"), n.count >= 256, n.count <= 1024, e.count <= 4,
                let last = e.last, last & 1 == 1, e != [1]
            else { throw .unusable(kid: kid) }
            return #"{"kty":"RSA","n":"\#(Base64URL.encode(n))","e":"\#(Base64URL.encode(e))"}"#
        }

        private func p256(_ kid: String?) throws(JSONWebKeySetError) -> String {
            guard let x = text["x"].flatMap(Base64URL.decode), let y = text["y"].flatMap(Base64URL.decode),
                x.count == 32, y.count == 32
            else { throw .unusable(kid: kid) }
            return #"{"kty":"EC","crv":"P-256","x":"\#(Base64URL.encode(x))","y":"\#(Base64URL.encode(y))"}"#
        }

        /// Without leading zeros, so that its length is its size.
        private func number(_ name: String) -> [UInt8]? {
            text[name].flatMap(Base64URL.decode).map { Array($0.drop { $0 == 0 }) }
        }
    }
}
