import Cryptography
package import EventSourcing
import FoundationEssentials
import HTTPServer

/// What surrounds a command that came by HTTP: its identity, its sender, the version the sender saw.
package struct CommandHead: Sendable, Equatable {
    package let context: CommandContext
    /// Keyed digest of method, path, query and body.
    package let fingerprint: [UInt8]
    /// From `If-Match`.
    package let expecting: Int64?
    package let at: Timestamp

    /// The same command at the time at which it happened, for records of the past.
    package func happening(at time: Timestamp) -> CommandHead {
        CommandHead(context: context, fingerprint: fingerprint, expecting: expecting, at: time)
    }

    /// The command with everything around it.
    package func request<Command: Sendable>(
        _ command: Command,
        claims: [UniqueClaim] = [],
        releases: [UniqueClaim] = []
    ) -> CommandRequest<Command> {
        CommandRequest(
            command,
            context: context,
            at: at,
            fingerprint: fingerprint,
            expecting: expecting,
            claims: claims,
            releases: releases
        )
    }
}

extension TenantRequest {
    /// The identity of the command in this request.
    ///
    /// With an `Idempotency-Key` the command id follows from tenant, sender, route and key, so that a repetition is
    /// recognised; a creating command uses the same id for what it creates, so a repetition meets the same stream.
    ///
    /// - Throws: 400 for a bad `Idempotency-Key` or `If-Match`.
    package func commandHead() throws(Problem) -> CommandHead {
        let commandID: UUID
        if let key = try idempotencyKey() {
            let digest = Self.digest(of: [tenant.name, principal.subject, http.method.rawValue, http.path, key])
            commandID = UUID(digest: digest) ?? SecureRandom.uuid()
        } else {
            commandID = .inOrder(at: receivedAt)
        }
        let query = http.query.items.flatMap { [$0.name, $0.value] }
        return CommandHead(
            context: CommandContext(
                commandID: CommandID(commandID),
                actor: principal.subject,
                traceparent: trace.traceparent
            ),
            fingerprint: Self.digest(
                of: [http.method.rawValue, http.path] + query,
                body: http.body,
                key: fingerprintKey
            ),
            expecting: try ifMatch(),
            at: receivedAt
        )
    }

    private func idempotencyKey() throws(Problem) -> String? {
        let keys = http.headers.values(of: "Idempotency-Key")
        guard let key = keys.first else { return nil }
        let isVisible = key.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard keys.count == 1, (1...255).contains(key.utf8.count), isVisible else {
            let detail = "must be given once, as 1 to 255 visible ASCII characters"
            throw .invalidParameter(FieldError("Idempotency-Key", "idempotency-key", detail))
        }
        return key
    }

    /// `"7"` or `7`; `*` asks for nothing in particular.
    private func ifMatch() throws(Problem) -> Int64? {
        let values = http.headers.values(of: "If-Match")
        guard let value = values.first, value != "*" || values.count > 1 else { return nil }
        let isQuoted = value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
        let text = isQuoted ? String(value.dropFirst().dropLast()) : value
        guard values.count == 1, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let version = Int64(text) else {
            let detail = "must be one version as the ETag gave it, such as \"7\""
            throw .invalidParameter(FieldError("If-Match", "version", detail))
        }
        return version
    }

    /// Each part goes in with its length, so that no two lists of parts look the same.
    private static func digest(of parts: [String], body: [UInt8] = [], key: SymmetricKey? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            withLength(part.utf8.count, &bytes)
            bytes += part.utf8
        }
        withLength(body.count, &bytes)
        bytes += body
        return Digest.blake2b(bytes, key: key)
    }

    private static func withLength(_ count: Int, _ bytes: inout [UInt8]) {
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
    }
}
