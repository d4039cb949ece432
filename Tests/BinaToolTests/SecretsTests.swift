import Cryptography
import Foundation
import Testing

@testable import BinaTool

struct SecretsTests {
    private let secrets: Secrets

    init() throws {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "bina-secrets-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        secrets = Secrets(folder: folder)
    }

    @Test func `makes a secret once, for its owner's eyes only`() throws {
        let password = try secrets.password(of: "bina_enrolment")
        #expect(password.count == 48)
        #expect(try secrets.password(of: "bina_enrolment") == password)
        #expect(try secrets.password(of: "bina_vault") != password)
        let attributes = try FileManager.default.attributesOfItem(atPath: secrets.url("bina_vault.password").path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    }

    @Test func `the development issuer's tokens are good for its published keys`() throws {
        let issuer = try DevelopmentIssuer(secrets)
        let now = 1_700_000_000
        let token = try issuer.token(subject: "x", tenants: ["aceh"], roles: ["auditor"], hours: 1, now: now)
        let keys = try JSONWebKeySet(json: Array(Data(contentsOf: secrets.url("jwks.json"))))
        let verifier = TokenVerifier(keys: keys, issuer: DevelopmentIssuer.issuer, audience: DevelopmentIssuer.audience)
        #expect(try verifier.verify(token, now: Int64(now)).subject == "x")
        #expect(throws: TokenError.expired) { try verifier.verify(token, now: Int64(now + 3700)) }
        let same = try DevelopmentIssuer(secrets).token(subject: "y", tenants: [], roles: [], hours: 1, now: now)
        #expect(try verifier.verify(same, now: Int64(now)).subject == "y")
    }
}
