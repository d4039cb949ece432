import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

/// The source event of any figure, as it was recorded; sealed values stay sealed.
struct EventRoutes {
    let desk: EnrolmentDesk

    func add(to routes: inout ServiceRoutes) {
        let roles: Set<Role> = .of(CivilServiceRole.auditor, .personnelOffice, .civilServant)
        routes.get("/v1/{tenant}/events/{stream}/{version}", roles: roles) { try await event($0) }
    }

    private func event(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let name = request.parameters["stream"] ?? ""
        guard let stream = StreamID("\(request.tenant)/\(name)"), EnrolmentStream(rawValue: stream.category) != nil
        else {
            throw Problem.invalidParameter(
                FieldError("stream", "stream", "is not the name of a stream of this service")
            )
        }
        let text = request.parameters["version"] ?? ""
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let version = Int64(text), version > 0 else {
            throw Problem.invalidParameter(FieldError("version", "version", "must be a version from 1"))
        }
        guard let envelope = try await desk.store.event(version, of: stream), mayRead(envelope, request.principal)
        else { throw Problem.notFound("event") }
        // An event is recorded once and never changes.
        let headers: HTTPHeaders = [
            "Content-Type": "application/json", "Cache-Control": "private, max-age=86400, immutable",
        ]
        return HTTPResponse(headers: headers, body: .bytes(try EventAnswer(envelope).json(payload: envelope.payload)))
    }

    /// Those who check, and the person whom the event is about.
    ///
    /// Everybody else learns nothing, not even that it exists.
    private func mayRead(_ envelope: EventEnvelope, _ principal: Principal) -> Bool {
        let checkers: Set<Role> = .of(CivilServiceRole.auditor, .personnelOffice)
        if !principal.roles.isDisjoint(with: checkers) { return true }
        guard let subject = CivilServantID(principal.subject) else { return false }
        switch EnrolmentStream(rawValue: envelope.stream.category) {
        case .civilServant, .learningHours: return envelope.stream.id == subject.uuid
        case .batch: return (try? CanonicalJSON.decode(About.self, from: envelope.payload))?.civilServant == subject
        case .unit, .programme, nil: return false
        }
    }

    private struct About: Decodable {
        let civilServant: CivilServantID?
    }
}

/// An envelope as people and programs read it.
private struct EventAnswer: Encodable {
    let stream: String
    let version: Int64
    let id: String
    let type: String
    let occurredAt: Timestamp
    let recordedAt: Timestamp
    let command: CommandID
    let correlation: String
    let causation: String?
    let actor: String

    init(_ envelope: EventEnvelope) {
        stream = envelope.stream.name
        version = envelope.version
        id = envelope.id.lowercased
        type = envelope.type
        occurredAt = envelope.occurredAt
        recordedAt = envelope.recordedAt
        command = envelope.context.commandID
        correlation = envelope.context.correlationID.lowercased
        causation = envelope.context.causationID?.lowercased
        actor = envelope.context.actor
    }

    /// The payload goes in byte for byte as it is stored: it is JSON already.
    func json(payload: [UInt8]) throws -> [UInt8] {
        try CanonicalJSON.encode(self).dropLast() + Array(#","payload":"#.utf8) + payload + Array("}".utf8)
    }
}
