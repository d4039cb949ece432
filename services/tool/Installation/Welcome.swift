import Foundation

/// What `up` prints when everything is ready: where things are and what to try.
struct Welcome: Sendable {
    private let installation: Installation
    private let token: String

    init(_ installation: Installation) throws {
        self.installation = installation
        token = try DevelopmentIssuer(installation.secrets).token(
            subject: "developer",
            tenants: ["aceh"],
            roles: ["personnel-office"],
            hours: 12,
            now: Int(Date().timeIntervalSince1970)
        )
    }

    var text: String {
        let services = ServiceEntry.all.map { ($0.name, installation.url(of: $0).absoluteString) }
        let others = [
            ("postgres", "127.0.0.1:\(installation.port(.postgres)) (passwords in .bina/secrets)"),
            ("kafka", (try? installation.bootstrapServers()) ?? "?"),
        ]
        let records = installation.url(of: .learningRecord, "/v1/aceh/learning-records").absoluteString
        let kafka = (try? installation.bootstrapServers()) ?? "?"
        return """

            Bina is up.
            \(CommandSpecification.columns(services + others))
            Try, in another terminal:
              TOKEN=\(token)
              curl -H "Authorization: Bearer $TOKEN" \(records)
              kcat -b \(kafka) -t bina.enrolment.events -C -o beginning -e -f '%k %h %s\\n'
              ./bina status      ./bina token --help      ./bina down
            """
    }
}
