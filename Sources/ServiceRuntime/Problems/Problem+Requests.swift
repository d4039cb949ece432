import HTTPServer

// Problems that any service may answer with. A service's own stand beside its rejections.

extension Problem {
    init(_ refusal: JSONRefusal) {
        switch refusal {
        case .malformed(let line, let column, let expected):
            self.init(
                "malformed-json",
                status: .badRequest,
                title: "The body is not JSON",
                detail: "At line \(line), column \(column): expected \(expected)."
            )
        case .tooLarge(let detail):
            self.init(
                "body-too-large",
                status: .contentTooLarge,
                title: "The body is too large",
                detail: "The body \(detail)."
            )
        case .invalid(let errors): self = .invalidBody(errors)
        }
    }

    /// Well-formed JSON whose values break rules.
    package static func invalidBody(_ errors: [FieldError]) -> Problem {
        Problem(
            "invalid-request",
            status: .unprocessableContent,
            title: "The request breaks a rule",
            detail: sentence(errors, kind: "field"),
            errors: errors
        )
    }

    /// A path or query parameter, or a header, that breaks a rule.
    package static func invalidParameter(_ errors: FieldError...) -> Problem {
        Problem(
            "invalid-parameter",
            status: .badRequest,
            title: "A parameter or header breaks a rule",
            detail: sentence(errors, kind: "parameter"),
            errors: errors
        )
    }

    private static func sentence(_ errors: [FieldError], kind: String) -> String {
        guard errors.count == 1, let error = errors.first else { return "\(errors.count) \(kind)s break a rule." }
        return error.field.isEmpty ? "The body \(error.detail)." : "The \(kind) \(error.field) \(error.detail)."
    }

    package static var unsupportedMediaType: Problem {
        Problem(
            "unsupported-media-type",
            status: .unsupportedMediaType,
            title: "The body's type is not supported",
            detail: "Send the body as Content-Type: application/json, in UTF-8.",
            headers: ["Accept": "application/json"]
        )
    }

    /// Nothing of that kind and id; also said of what the caller may not know of.
    package static func notFound(_ what: String) -> Problem {
        Problem("not-found", status: .notFound, title: "Not found", detail: "There is no such \(what).")
    }

    package static var pathNotServed: Problem {
        Problem(
            "path-not-served",
            status: .notFound,
            title: "Nothing is served under this path",
            detail: "Check the path against the service's OpenAPI document."
        )
    }

    package static func methodNotAllowed(allow: String?) -> Problem {
        Problem(
            "method-not-allowed",
            status: .methodNotAllowed,
            title: "The method is not served here",
            detail: "Use one of the methods in the Allow header.",
            headers: allow.map { ["Allow": $0] } ?? [:]
        )
    }

    /// Something that the service needs is away; the caller may repeat the request.
    package static func unavailable(retryAfter seconds: Int = 2) -> Problem {
        Problem(
            "unavailable",
            status: .serviceUnavailable,
            title: "The service cannot do this now",
            detail: "A part that the service needs is not available. Nothing is known to have changed; "
                + "repeat the request with the same Idempotency-Key.",
            headers: ["Retry-After": String(seconds)]
        )
    }

    /// The read model has not come as far as the caller asked for.
    package static func notYetVisible(retryAfter seconds: Int = 1) -> Problem {
        Problem(
            "not-yet-visible",
            status: .gatewayTimeout,
            title: "The read model is not that new yet",
            detail: "The read model did not reach the asked-for read token in time; ask again.",
            headers: ["Retry-After": String(seconds)]
        )
    }

    /// Anything unexpected: says nothing about it; the log holds the trace id.
    package static var internalError: Problem {
        Problem(
            "internal-error",
            status: .internalServerError,
            title: "The service failed",
            detail: "The request could not be completed because of a fault in the service. Report the trace id."
        )
    }
}
