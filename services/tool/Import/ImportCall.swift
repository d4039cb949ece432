import Foundation

/// One request of an import, with what is needed to tell a person about it and to know when it is done already.
struct ImportCall: Sendable {
    /// What is counted in the totals: `people`, `enrolments`.
    let kind: String
    /// Where it comes from: `studentRegistration.csv, row 17`.
    let origin: String
    let request: APIClient.Call
    /// Who is asked.
    var service = Service.enrolment
    /// The key of the request without which this one makes no sense; it is left out when that one was refused.
    var after: String?
    /// Slugs of refusals which mean that an earlier run did it, and the path that must answer 200 to prove it, if any.
    var doneAlready: [String: String?] = [:]

    enum Service: Sendable { case enrolment, assessment }
}

/// Why the service did not do something: the part of a problem (RFC 9457) that people need.
struct ImportProblem: Equatable, Sendable {
    let slug: String
    /// In Indonesian where people of the government read it.
    let title: String
    let reason: String

    init(_ answer: APIClient.Answer) {
        let body = try? JSONDecoder().decode(Body.self, from: answer.body)
        slug = body?.type.flatMap { $0.split(separator: ":").last.map(String.init) } ?? "status-\(answer.status)"
        title = body?.title ?? ""
        let fields = (body?.errors ?? []).map { "\($0.field) \($0.detail)" }
        let sentences = ([body?.detail ?? body?.title].compactMap(\.self) + fields).filter { !$0.isEmpty }
        reason = sentences.isEmpty ? "no reason given" : sentences.joined(separator: " ")
    }

    private struct Body: Decodable {
        let type: String?
        let title: String?
        let detail: String?
        let errors: [FieldError]?
    }

    private struct FieldError: Decodable {
        let field: String
        let detail: String
    }
}
