package import EventSourcing
import HTTPServer
package import PostgresClient

extension CommandFailure: ProblemError where Rejection: ProblemError {
    package var problem: Problem {
        switch self {
        case .rejected(let rejection): rejection.problem
        case .conflict(let actual): .versionConflict(actual: actual)
        case .reused: .idempotencyKeyReused
        case .claimed(let claim, _): .alreadyTaken(claim.kind)
        case .unreadable: .internalError
        case .invalid(let reason):
            Problem(
                "too-large-to-record",
                status: .unprocessableContent,
                title: "This cannot be recorded",
                detail: "The store refuses it: \(reason)."
            )
        case .unavailable: .unavailable()
        }
    }
}

extension EventStoreError: ProblemError {
    package var problem: Problem {
        switch self {
        case .unavailable: .unavailable()
        case .invalid, .corrupt: .internalError
        }
    }
}

/// A query met a database that is away, busy or full.
extension PostgresError: ProblemError {
    package var problem: Problem {
        isConnectionLost || isRetriable || isQueryCancelled || phase == .acquiring || phase == .connecting
            ? .unavailable() : .internalError
    }
}

extension VaultError: ProblemError {
    package var problem: Problem {
        switch self {
        case .unavailable: .unavailable()
        case .erased: .erased
        case .tampered: .internalError
        }
    }
}

extension Problem {
    /// The person's data was erased on request: nothing personal can be added any more.
    static var erased: Problem {
        Problem(
            "personal-data-erased",
            status: .conflict,
            title: "The person's data was erased",
            detail: "The key of this person's data was destroyed, so nothing personal can be recorded any more."
        )
    }

    /// Somebody else changed the stream; answered as 412 when the request said `If-Match`.
    package static func versionConflict(actual: Int64) -> Problem {
        Problem(
            "version-conflict",
            status: .conflict,
            title: "It was changed by somebody else",
            detail: "It is at version \(actual) now; read it again and decide anew.",
            headers: ["ETag": "\"\(actual)\""]
        )
    }

    package static var idempotencyKeyReused: Problem {
        Problem(
            "idempotency-key-reused",
            status: .unprocessableContent,
            title: "The Idempotency-Key belongs to another request",
            detail: "A different request was sent with this Idempotency-Key before; use a new key.",
            errors: [FieldError("Idempotency-Key", "unique", "was used for a different request")]
        )
    }

    /// A value that must be unique belongs to another record; does not say to which.
    package static func alreadyTaken(_ kind: String) -> Problem {
        Problem(
            "already-taken",
            status: .conflict,
            title: "The value belongs to another record",
            detail: "The value of \(kind) is held by another record of this tenant.",
            errors: [FieldError(kind, "unique", "is held by another record")]
        )
    }

    /// The same problem as a failed precondition, for a request that named the version it had seen.
    var asFailedPrecondition: Problem {
        Problem(
            slug,
            status: .preconditionFailed,
            title: title,
            detail: detail,
            errors: [FieldError("If-Match", "current-version", "is not the current version")],
            headers: headers
        )
    }
}
