import Foundation

/// The files that docker-compose.yml reads: `<container>.env` for variables that hold passwords, the rest as files.
struct ComposeSecrets: Sendable {
    private let secrets: Secrets

    init(_ secrets: Secrets) { self.secrets = secrets }

    /// The compose file's name for the PostgreSQL container.
    static let host = "postgres"

    /// Makes what is missing.
    ///
    /// - Returns: the names of the variables by file; no names for a file that is no list of variables.
    func write(now: Int) throws -> [String: [String]] {
        _ = try secrets.vaultMasterKey()
        let issuer = try DevelopmentIssuer(secrets)
        _ = try secrets.text("feed.token") {
            try issuer.token(subject: "learning-record", tenants: [], roles: ["feed-reader"], hours: 24 * 365, now: now)
        }
        let root = geteuid() == 0
        let user = root ? MakeSecrets.containerID : Int(geteuid())
        let group = root ? MakeSecrets.containerID : Int(getegid())
        var files = ["vault-master.key": [], "feed.token": [], "jwks.json": []] as [String: [String]]
        files["compose.env"] = try environment(
            "compose.env",
            ["BINA_SECRETS": secrets.folder.path, "BINA_USER": "\(user)", "BINA_GROUP": "\(group)"]
        )
        let password = try secrets.password(of: "postgres")
        files["postgres.env"] = try environment("postgres.env", ["POSTGRES_PASSWORD": password])
        let administration = "host=\(Self.host) port=5432 user=postgres dbname=postgres password=\(password)"
        files["databases.env"] = try environment("databases.env", ["POSTGRES_ADMINISTRATION": administration])
        for entry in ServiceEntry.all {
            let name = "\(entry.name).env"
            files[name] = try environment(
                name,
                ["DATABASE_URL": try url(entry.database), "VAULT_DATABASE_URL": try url(vaultDatabase)]
            )
        }
        var verified = ["VAULT_DATABASE_URL": try url(vaultDatabase)]
        for service in VerifiedPlaces.services {
            verified[VerifiedPlaces.variable(service)] = try url(service.database)
        }
        files["auditor.env"] = try environment("auditor.env", verified)
        return files
    }

    private func url(_ database: String) throws -> String {
        Databases.url(database, password: try secrets.password(of: database), host: Self.host, port: 5432)
    }

    private func environment(_ name: String, _ values: [String: String]) throws -> [String] {
        let sorted = values.sorted { $0.key < $1.key }
        try secrets.write(sorted.map { "\($0.key)=\($0.value)" }.joined(separator: "\n"), as: name)
        return sorted.map(\.key)
    }
}
