import Foundation

/// Tokens made and checked by PyJWT and the cryptography package, which share no code with what is tested here.
struct IndependentTokens: Decodable {
    let keys: String
    let publicPEM: String
    let tokens: [String: String]

    static let now: Int64 = 1_800_000_000

    static let made = Result { () throws in
        try JSONDecoder().decode(Self.self, from: python(makingTokens, input: Data("\(now)".utf8)))
    }

    /// The claims as PyJWT reads them, after it checked signature, times, issuer and audience.
    static func claims(ofToken token: String, keySet: [UInt8]) throws -> Data {
        let input = ["token": token, "keys": String(decoding: keySet, as: UTF8.self)]
        return try python(checkingToken, input: JSONEncoder().encode(input))
    }

    private static func python(_ program: String, input: Data) throws -> Data {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardized
        let interpreter = try run(root.appending(path: ".ci/python-tools"), [], Data())
        let path = String(decoding: interpreter, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return try run(URL(filePath: path), ["-c", program], input)
    }

    private static func run(_ program: URL, _ arguments: [String], _ input: Data) throws -> Data {
        let process = Process()
        let (stdin, stdout) = (Pipe(), Pipe())
        process.executableURL = program
        process.arguments = arguments
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: input)
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return output
    }

    private static let checkingToken = """
        import json, sys, jwt
        given = json.load(sys.stdin)
        header = jwt.get_unverified_header(given["token"])
        key = {k.key_id: k for k in jwt.PyJWKSet.from_json(given["keys"]).keys}[header["kid"]]
        claims = jwt.decode(given["token"], key.key, algorithms=["ES256"], audience="bina", issuer="https://issuer.example")
        print(json.dumps(claims))
        """

    private static let makingTokens = #"""
        import base64, hashlib, hmac, json, sys, jwt
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

        now = int(sys.stdin.read())
        rsa_key, stranger = [rsa.generate_private_key(65537, 2048) for _ in range(2)]
        ec_key, ec_stranger = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
        public_pem = rsa_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        claims = {"iss": "https://issuer.example", "aud": "bina", "sub": "clerk-1", "jti": "t-1", "iat": now - 10,
                  "nbf": now - 10, "exp": now + 300, "roles": ["clerk"]}

        def b64(data):
            return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

        def token(changes={}, key=rsa_key, algorithm="RS256", kid="rsa", without=(), headers={}):
            body = {k: v for k, v in {**claims, **changes}.items() if k not in without}
            return jwt.encode(body, key, algorithm, headers={"kid": kid, **headers} if kid else headers)

        def by_hand(header, body, sign):
            text = b64(json.dumps(header).encode()) + "." + b64(body if isinstance(body, bytes) else json.dumps(body).encode())
            return text + "." + b64(sign(text.encode()))

        def hs256(secret):
            return lambda text: hmac.new(secret, text, hashlib.sha256).digest()

        good = token()
        head, body, signature = good.split(".")
        jwks = [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key.public_key())) | {"kid": "rsa", "use": "sig"},
                json.loads(jwt.algorithms.ECAlgorithm.to_jwk(ec_key.public_key())) | {"kid": "ec", "alg": "ES256"},
                {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": b64(b"x" * 32)},
                json.loads(jwt.algorithms.ECAlgorithm.to_jwk(
                    ec.generate_private_key(ec.SECP384R1()).public_key())) | {"kid": "p384"},
                {"kty": "future", "kid": 7, "x": [1, {"y": None}]}]
        rs512 = token(algorithm="RS512")
        tokens = {
            "good RS256": good,
            "good ES256": token(key=ec_key, algorithm="ES256", kid="ec", changes={"aud": ["other", "bina"]}),
            "within leeway": token({"exp": now - 29, "nbf": now + 29, "iat": now + 29}),
            "fractional times": token({"exp": now + 0.5}),
            "none": jwt.encode(claims, None, "none", headers={"kid": "rsa"}),
            "none with signature": by_hand({"alg": "none", "kid": "rsa"}, claims, lambda _: b"x"),
            "HS256 with the public PEM": by_hand({"alg": "HS256", "kid": "rsa"}, claims, hs256(public_pem)),
            "HS256 with the modulus": by_hand(
                {"alg": "HS256", "kid": "rsa"}, claims, hs256(rsa_key.public_key().public_numbers().n.to_bytes(256, "big"))),
            "HS256 with nothing": by_hand({"alg": "HS256", "kid": "rsa"}, claims, hs256(b"")),
            "RS512 with the right key": rs512,
            "RS256 header on RS512": b64(b'{"alg":"RS256","kid":"rsa"}') + rs512[rs512.index("."):],
            "ES256 for the RSA key": token(key=ec_key, algorithm="ES256", kid="rsa"),
            "RS256 for the EC key": token(kid="ec"),
            "PS256 with the right key": token(algorithm="PS256"),
            "stranger RS256": token(key=stranger),
            "stranger ES256": token(key=ec_stranger, algorithm="ES256", kid="ec"),
            "stranger brings its key": token(
                key=stranger, headers={"jwk": json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(stranger.public_key()))}),
            "psychic": by_hand({"alg": "ES256", "kid": "ec"}, claims, lambda _: bytes(64)),
            "short signature": by_hand({"alg": "ES256", "kid": "ec"}, claims, lambda _: b"x"),
            "empty signature": head + "." + body + ".",
            "altered payload": head + "." + b64(json.dumps({**claims, "roles": ["admin"]}).encode()) + "." + signature,
            "altered signature": good[:-6] + ("AAAA" if good[-6:-2] != "AAAA" else "BBBB") + good[-2:],
            "unknown kid": token(kid="other"),
            "no kid": token(kid=None),
            "kid of another type": by_hand({"alg": "RS256", "kid": 7}, claims, lambda _: b"x"),
            "crit": by_hand({"alg": "RS256", "kid": "rsa", "crit": ["exp"]}, claims, lambda _: b"x"),
            "crit, signed": token(headers={"crit": ["b64"], "b64": True}),
            "expired": token({"exp": now - 31}),
            "not yet valid": token({"nbf": now + 31}),
            "issued in the future": token({"iat": now + 31}),
            "wrong issuer": token({"iss": "https://issuer.example/"}),
            "wrong audience": token({"aud": "bin"}),
            "wrong audiences": token({"aud": ["a", "b"]}),
            "no audience": token(without=["aud"]),
            "no issuer": token(without=["iss"]),
            "no expiry": token(without=["exp"]),
            "expiry as text": token({"exp": str(now + 300)}),
            "expiry null": token({"exp": None}),
            "claims not an object": by_hand({"alg": "RS256", "kid": "rsa"}, b"[]", lambda _: b"x"),
            "two parts": head + "." + body,
            "four parts": good + ".x",
            "padded": good + "=",
            "with a space": good + " ",
            "header not JSON": b64(b"x") + "." + body + "." + signature,
            "empty": "",
            "dots": "..",
            "huge": token({"x": "y" * 9000}),
        }
        print(json.dumps({"keys": json.dumps({"keys": jwks}), "publicPEM": public_pem.decode(), "tokens": tokens}))
        """#
}
