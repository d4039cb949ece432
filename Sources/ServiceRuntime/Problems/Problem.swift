package import HTTPServer

/// Why a request was not done, as RFC 9457 tells it: made to be shown to the caller, so it holds no secret.
package struct Problem: Error, Sendable, Equatable {
    /// Stable, for programs; the last part of `urn:bina:problem:<slug>`.
    package let slug: String
    package let status: HTTPStatus
    /// The same words for every problem of this slug.
    package let title: String
    /// What happened this time and what to do about it.
    package let detail: String
    package let errors: [FieldError]
    package let headers: HTTPHeaders

    package init(
        _ slug: String,
        status: HTTPStatus,
        title: String,
        detail: String,
        errors: [FieldError] = [],
        headers: HTTPHeaders = [:]
    ) {
        self.slug = slug
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    /// The problem as `application/problem+json`.
    package func response(traceID: String?) -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = "application/problem+json"
        headers["Cache-Control"] = "no-store"
        return HTTPResponse(status: status, headers: headers, body: .text(json(traceID: traceID)))
    }

    private func json(traceID: String?) -> String {
        var members = [
            #""type":"urn:bina:problem:\#(slug)""#,
            #""title":\#(JSONText.quoted(title))"#,
            #""status":\#(status.rawValue)"#,
            #""detail":\#(JSONText.quoted(detail))"#,
        ]
        if !errors.isEmpty { members.append(#""errors":[\#(errors.map(\.json).joined(separator: ","))]"#) }
        if let traceID { members.append(#""traceId":\#(JSONText.quoted(traceID))"#) }
        return "{\(members.joined(separator: ","))}"
    }
}

/// One field of a request and the rule that it breaks.
package struct FieldError: Sendable, Hashable {
    /// JSON pointer in the body (empty for the whole), name of a parameter, or name of a header.
    package let field: String
    /// Stable, for programs: `required`, `unknown-field`, `nip.length`.
    package let rule: String
    /// Completes a sentence that begins with the field.
    package let detail: String

    package init(_ field: String, _ rule: String, _ detail: String) {
        // A caller's own field name comes back in the answer; it need not come back whole.
        self.field = field.utf8.count <= 200 ? field : String(field.prefix(100)) + "…"
        self.rule = rule
        self.detail = detail
    }

    var json: String {
        let texts = [("field", field), ("rule", rule), ("detail", detail)]
        return "{\(texts.map { #""\#($0)":\#(JSONText.quoted($1))"# }.joined(separator: ","))}"
    }
}

/// An error that knows how to tell itself to the caller of a request.
package protocol ProblemError: Error {
    var problem: Problem { get }
}

extension Problem: ProblemError {
    package var problem: Problem { self }
}
