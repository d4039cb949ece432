package import Cryptography
package import HTTPClient
package import FoundationEssentials

/// Where the issuer's key set is read from.
package enum TokenKeySource: Sendable, Equatable {
    case file(String)
    case url(URL)

    /// A path, or an `http` or `https` address.
    package init?(_ text: String) {
        if text.hasPrefix("http://") || text.hasPrefix("https://") {
            guard let url = URL(string: text), let host = url.host(), !host.isEmpty, url.user() == nil else {
                return nil
            }
            self = .url(url)
        } else {
            guard !text.isEmpty, !text.contains("://") else { return nil }
            self = .file(text)
        }
    }
}

/// The issuer's keys, kept fresh: the last good set stays in use when a new one cannot be read.
package actor TokenKeys {
    /// A token of an unknown key may ask for a new set only so often, or forgers could make us hammer the issuer.
    private static let askedRefreshInterval: Duration = .seconds(60)

    private let issuer: String
    private let audience: String
    private let load: @Sendable () async throws -> [UInt8]
    private let log: Log
    private let clock: @Sendable () -> ContinuousClock.Instant
    private var verifier: TokenVerifier?
    private var currentSet: [UInt8] = []
    private var lastAsked: ContinuousClock.Instant?
    private var refreshing: Task<Void, Never>?

    /// - `load`: reads the key set's JSON.
    package init(
        issuer: String,
        audience: String,
        log: Log,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        load: @escaping @Sendable () async throws -> [UInt8]
    ) {
        self.issuer = issuer
        self.audience = audience
        self.log = log
        self.clock = clock
        self.load = load
    }

    /// Keys from a file or an address.
    package init(_ source: TokenKeySource, issuer: String, audience: String, client: HTTPClient, log: Log) {
        self.init(issuer: issuer, audience: audience, log: log) {
            switch source {
            case .file(let path): return [UInt8](try Data(contentsOf: URL(filePath: path)))
            case .url(let url):
                let answer = try await client.get(
                    url.absoluteString,
                    deadline: .seconds(10),
                    maximumBytes: 256 << 10
                )
                guard answer.status == 200 else { throw KeySetAnswer(status: answer.status) }
                return answer.body
            }
        }
    }

    /// At least one key set was read.
    package var hasKeys: Bool { verifier != nil }

    /// Checks a token; one of an unknown key first makes us look for new keys.
    package func verify(_ token: String, now: Int64) async throws(TokenError) -> VerifiedToken {
        do throws(TokenError) {
            guard let verifier else { throw .unknownKey }
            return try verifier.verify(token, now: now)
        } catch {
            guard error == .unknownKey, mayRefreshWhenAsked() else { throw error }
        }
        await refresh()
        guard let verifier else { throw .unknownKey }
        return try verifier.verify(token, now: now)
    }

    /// Reads the key set again.
    ///
    /// A set that cannot be read or is refused changes nothing and is logged.
    package func refresh() async {
        if let refreshing { return await refreshing.value }
        let task = Task { await readAgain() }
        refreshing = task
        await task.value
        refreshing = nil
    }

    /// Reads the key set, then again and again, more often until the first success; until cancelled.
    package func keepFresh(every interval: Duration = .seconds(600)) async throws {
        while true {
            await refresh()
            try await Task.sleep(for: hasKeys ? interval : .seconds(2))
        }
    }

    private func mayRefreshWhenAsked() -> Bool {
        let now = clock()
        if let lastAsked, now - lastAsked < Self.askedRefreshInterval { return false }
        lastAsked = now
        return true
    }

    private func readAgain() async {
        do {
            let json = try await load()
            // The verifier remembers good signatures; the same set need not forget them.
            guard json != currentSet else { return }
            let keys = try JSONWebKeySet(json: json)
            guard !keys.keys.isEmpty else {
                log.warning("key set of the token issuer holds no usable key")
                return
            }
            verifier = TokenVerifier(keys: keys, issuer: issuer, audience: audience)
            currentSet = json
            log.info("key set of the token issuer read", [.count: .of(keys.keys.count)])
        } catch {
            log.warning("key set of the token issuer could not be read", [.error: .of(error)])
        }
    }
}

/// The issuer answered, but not with a key set.
private struct KeySetAnswer: Error, CustomStringConvertible {
    let status: Int
    var description: String { "the issuer answered \(status)" }
}
