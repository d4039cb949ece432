package import Cryptography
import EventSourcing
import FoundationEssentials
package import HTTPServer
import Synchronization

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
        let known = KnownPrincipals()
        return Authenticator { token throws(Problem) in
            do throws(TokenError) {
                let verified = try await keys.verify(token, now: now())
                guard let principal = known.principal(of: verified) else { throw .missingClaim("sub") }
                return principal
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

/// Whom the newest good tokens name: what their claims say does not change, and reading the same JSON for every request
/// cost more than checking its token.
private final class KnownPrincipals: Sendable {
    private let known = Mutex(RecentlyUsed<[UInt8], Principal>(capacity: 4_096))

    /// Nil when the claims do not say who asks.
    func principal(of token: VerifiedToken) -> Principal? {
        if let principal = known.withLock({ $0[token.claims] }) { return principal }
        guard let principal = try? token.claims(as: AccessClaims.self).principal else { return nil }
        known.withLock { $0[token.claims] = principal }
        return principal
    }
}
