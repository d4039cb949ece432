import HTTPServer

// Who may ask. None of these says more than the caller needs in order to ask rightly.

extension Problem {
    package static var tokenMissing: Problem {
        unauthorized("token-missing", "Send a bearer token: Authorization: Bearer <token>.", challenge: "")
    }

    package static var tokenExpired: Problem {
        unauthorized("token-expired", "The token's time is over; get a new one and repeat the request.")
    }

    /// Forged, malformed, for somebody else, from somebody else: one answer for all, so that it helps no forger.
    package static var tokenRefused: Problem {
        unauthorized("token-refused", "The token is not one that this service accepts; get a new one from its issuer.")
    }

    /// The key set that tokens are checked with has not been fetched yet.
    package static var keysUnavailable: Problem {
        Problem(
            "keys-unavailable",
            status: .serviceUnavailable,
            title: "Tokens cannot be checked now",
            detail: "The issuer's keys could not be fetched yet; repeat the request.",
            headers: ["Retry-After": "5"]
        )
    }

    private static func unauthorized(
        _ slug: String,
        _ detail: String,
        challenge: String = #", error="invalid_token""#
    ) -> Problem {
        Problem(
            slug,
            status: .unauthorized,
            title: "A valid token is needed",
            detail: detail,
            headers: ["WWW-Authenticate": #"Bearer realm="bina"\#(challenge)"#]
        )
    }

    package static func roleMissing(_ permitted: some Collection<Role>) -> Problem {
        let names = permitted.map(\.name).sorted().joined(separator: ", ")
        return Problem(
            "role-missing",
            status: .forbidden,
            title: "The token's roles do not permit this",
            detail: "This needs one of the roles \(names)."
        )
    }

    /// The same for a tenant that does not exist, so that names cannot be tried out.
    package static var tenantNotYours: Problem {
        Problem(
            "tenant-not-yours",
            status: .forbidden,
            title: "The token is not for this tenant",
            detail: "Use a tenant that the token's tenant claim names."
        )
    }
}
