import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import HTTPServer
import ServiceRuntime

/// The question bank, for those who write questions and draw exams from them.
struct QuestionRoutes {
    let desk: AssessmentDesk

    func add(to routes: inout ServiceRoutes) {
        routes.get("/v1/{tenant}/questions", roles: AssessmentRoles.authors.union(AssessmentRoles.organisers)) {
            try await list($0)
        }
    }

    private func list(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery("topic", "after", "limit", "at-least")
        let limit = try request.integer("limit", in: 1...500, fallback: 100)
        let after: QuestionID? = try request.queryIdentifier("after")
        try await request.waitUntilFresh(desk.view.checkpoints)
        let questions = try await desk.view.questions(
            tenant: request.tenant,
            topic: request.http.query["topic"],
            after: after,
            limit: limit
        )
        var headers: HTTPHeaders = [:]
        if questions.count == limit, let last = questions.last {
            headers["Link"] = request.nextPage(after: "\(last.id)")
        }
        return try .json(["questions": questions], headers: headers)
    }
}
