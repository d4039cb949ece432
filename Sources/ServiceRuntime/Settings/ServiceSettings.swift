/// The settings that every service has.
package enum ServiceSettings {
    package static let httpAddress = Setting.text(
        "HTTP_ADDRESS",
        "the address on which HTTP is served",
        allowed: "a numeric IPv4 or IPv6 address",
        fallback: "127.0.0.1"
    )
    package static let authIssuer = Setting.text(
        "AUTH_ISSUER",
        "the issuer (iss) of accepted tokens",
        allowed: "the issuer's address as it stands in its tokens"
    )
    package static let authAudience = Setting.text(
        "AUTH_AUDIENCE",
        "the audience (aud) of accepted tokens",
        fallback: "bina"
    )
    package static let authKeys = Setting<TokenKeySource>(
        "AUTH_JWKS",
        "where the key set is read that tokens are checked with",
        allowed: "the path of a file, or an http or https URL"
    ) { text throws(SettingRefusal) in
        guard let source = TokenKeySource(text) else { throw SettingRefusal() }
        return source
    }
    package static let logLevel = Setting<Log.Level>.choice(
        "LOG_LEVEL",
        "the least level that is logged",
        fallback: .info
    )
    package static let logFormat = Setting<Log.Format>.choice(
        "LOG_FORMAT",
        "how log lines are written",
        fallback: .json
    )
    package static let shutdown = Setting.seconds(
        "SHUTDOWN_SECONDS",
        "how long a shutdown may take to finish what was accepted",
        in: 1...600,
        fallback: 20
    )

    /// The port on which HTTP is served; each service has its own fallback.
    package static func httpPort(fallback: UInt16) -> Setting<UInt16> {
        .port("HTTP_PORT", "the port on which HTTP is served", fallback: fallback)
    }

    /// All but the port.
    package static let all: [any DeclaredSetting] = [
        httpAddress, authIssuer, authAudience, authKeys, logLevel, logFormat, shutdown,
    ]
}
