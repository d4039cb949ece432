import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import HTTPServer
import ServiceRuntime

// What those do who keep order while an exam is sat. Nobody does it to the own attempt.

extension AttemptRoutes {
    func grantTime(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: GrantTimeRequest = try request.body()
        let (stream, sender) = try await others(request)
        // Keys are public by then.
        if try await examIsReleased(stream) { throw ExamRejection.released }
        let head = try request.commandHead()
        return try await desk.perform(
            head.request(.grantTime(minutes: body.minutes, by: sender, reason: body.reason, at: head.at)),
            by: desk.attempts,
            on: stream
        )
    }

    func pause(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: PauseRequest = try request.body()
        let (stream, sender) = try await others(request)
        let head = try request.commandHead()
        return try await desk.perform(
            head.request(.pause(body.reason, by: sender, at: head.at)),
            by: desk.attempts,
            on: stream
        )
    }

    func resume(_ request: TenantRequest) async throws -> HTTPResponse {
        let _: EmptyRequest = try request.body()
        let (stream, _) = try await others(request)
        let head = try request.commandHead()
        return try await desk.perform(head.request(.resume(at: head.at)), by: desk.attempts, on: stream)
    }

    private func others(_ request: TenantRequest) async throws -> (StreamID, CivilServantID) {
        let stream = try request.attemptStream()
        let sender = try request.sender()
        guard let candidate = try await desk.candidate(of: stream) else { throw Problem.notFound("attempt") }
        guard candidate != sender else {
            throw Problem(
                "attempt-own-supervision",
                status: .forbidden,
                title: "Anda tidak dapat mengawasi ujian Anda sendiri.",
                detail: "Nobody supervises the own attempt; ask another supervisor."
            )
        }
        return (stream, sender)
    }

    private func examIsReleased(_ attempt: StreamID) async throws -> Bool {
        guard let exam = try await desk.attempts.state(of: attempt).state.exam else { return false }
        return try await desk.exams.state(of: AssessmentStream.exam(exam, of: attempt.tenant)).state.phase == .released
    }
}
