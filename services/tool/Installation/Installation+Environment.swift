import Foundation

extension Installation {
    /// What a service's process is told.
    ///
    /// Variables of the person's own environment win, so that any can be tried.
    func environment(of entry: ServiceEntry) throws -> [String: String] {
        var values = workplace.environment.filter { !$0.key.hasSuffix("_PORT") }
        let told = try [
            "HTTP_ADDRESS": "127.0.0.1",
            "HTTP_PORT": "\(port(entry.port))",
            "DATABASE_URL": databaseURL(entry.database),
            "KAFKA_BOOTSTRAP_SERVERS": bootstrapServers(),
            "AUTH_ISSUER": DevelopmentIssuer.issuer,
            "AUTH_AUDIENCE": DevelopmentIssuer.audience,
            "AUTH_JWKS": secrets.url("jwks.json").path,
            "LOG_FORMAT": "text",
            "VAULT_DATABASE_URL": databaseURL(vaultDatabase),
            "VAULT_MASTER_KEY_FILE": secrets.url("vault-master.key").path,
            // Services hear each other; what a program has no use for, it does not read.
            "FEED_TOKEN_FILE": secrets.url("feed.token").path,
            "ENROLMENT_FEED_URL": url(of: .enrolment, "/v1/feed").absoluteString,
            "ASSESSMENT_FEED_URL": url(of: .assessment, "/v1/feed").absoluteString,
        ]
        values.merge(told) { own, _ in own }
        return values
    }

    func databaseURL(_ name: String) throws -> String {
        Databases.url(name, password: try secrets.password(of: name), host: "127.0.0.1", port: port(.postgres))
    }

    /// Where Kafka is; the embedded broker and the started node write it to a file when they are ready.
    func bootstrapServers() throws -> String {
        if case .foreign(let servers) = broker { return servers }
        guard let address = try? String(contentsOf: addressFile, encoding: .utf8) else {
            throw Refusal("the broker does not run")
        }
        return address.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Makes the secrets that do not exist yet.
    ///
    /// Tokens of services are renewed at each start.
    func prepareSecrets(now: Int) throws {
        _ = try secrets.vaultMasterKey()
        let issuer = try DevelopmentIssuer(secrets)
        let feed = try issuer.token(
            subject: "learning-record",
            tenants: [],
            roles: ["feed-reader"],
            hours: 24 * 365,
            now: now
        )
        try secrets.write(feed, as: "feed.token")
    }
}
