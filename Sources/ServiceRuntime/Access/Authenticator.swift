package import Cryptography
import FoundationEssentials
package import HTTPServer

/// Turns the `Authorization` header of a request into who asks.
package struct Authenticator: Sendable {
    private let principal: @Sendable (String) async throws(Problem) -> Principal

    /// Any way to check a token; ``bearer(_:now:onRefusal:)`` is the one that services use.
    package init(_ principal: @escaping @Sendable (_ token: String) async throws(Problem) -> Principal) {
        self.principal = principal
    }

    /// Signed tokens of one issuer, checked with the keys of its key set.
    ///
    /// - `now`: seconds since 1970.
    /// - `onRefusal`: is told why a token was refused; the caller is not.
    package static func bearer(
        _ keys: TokenKeys,
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970) },
        onRefusal: @escaping @Sendable (TokenError) -> Void = { _ in }
    ) -> Authenticator {
        Authenticator { token throws(Problem) in
            do throws(TokenError) {
                let verified = try await keys.verify(token, now: now())
                guard let claims = try? verified.claims(as: AccessClaims.self) else { throw .missingClaim("sub") }
                return claims.principal
            } catch {
                onRefusal(error)
                if error == .unknownKey, await !keys.hasKeys { throw .keysUnavailable }
                throw error == .expired ? .tokenExpired : .tokenRefused
            }
        }
    }

    /// Throws 401 unless the request carries one valid token.
    package func authenticate(_ request: HTTPRequest) async throws(Problem) -> Principal {
        let headers = request.headers.values(of: "Authorization")
        guard let header = headers.first else { throw .tokenMissing }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard headers.count == 1, parts.count == 2, parts[0].lowercased() == "bearer" else { throw .tokenMissing }
        return try await principal(String(parts[1]))
    }
}
