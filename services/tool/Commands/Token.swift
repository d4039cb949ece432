import Foundation

/// `bina token`: a signed token for trying the API of a development installation.
enum Token: ToolCommand {
    static let specification = CommandSpecification(
        name: "token",
        summary: "print a token for the API of this development installation",
        options: [
            .init("tenant", "NAMES", "the government bodies it is good for, with commas (default aceh)"),
            .init("role", "NAMES", "its roles, with commas (default personnel-office)"),
            .init("subject", "ID", "who holds it (default developer)"),
            .init("hours", "N", "how long it is good (default 12, at most 720)"),
        ],
        details: "Example: curl -H \"Authorization: Bearer $(./bina token --tenant aceh)\" http://127.0.0.1:8091/…"
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let hours = try arguments.number("hours", 12, in: 1...720, of: specification)
        try workplace.prepare()
        let issuer = try DevelopmentIssuer(Secrets(folder: workplace.secrets))
        let token = try issuer.token(
            subject: arguments.value("subject") ?? "developer",
            tenants: names(arguments.value("tenant") ?? "aceh"),
            roles: names(arguments.value("role") ?? "personnel-office"),
            hours: hours,
            now: Int(Date().timeIntervalSince1970)
        )
        Console.print(token)
    }

    static func names(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
}
