import CivilServiceKernel
import EventSourcing
import HTTPServer
import ServiceRuntime

/// The part of a command's body that says when it happened.
protocol HistoricalRequest: Decodable, Sendable {
    /// Only the records importer may say so; everybody else's commands happen when they arrive.
    var occurredAt: Timestamp? { get }
}

extension TenantRequest {
    /// When the command happens.
    ///
    /// - Throws: 422 naming the field when somebody other than the records importer names a time, or it is ahead.
    func time(of body: some HistoricalRequest) throws(Problem) -> Timestamp {
        guard let occurredAt = body.occurredAt else { return receivedAt }
        guard hasRole(.recordsImporter) else {
            throw .invalidBody([
                FieldError("/occurredAt", "role", "may be given by the role records-importer only")
            ])
        }
        guard occurredAt <= receivedAt else {
            throw .invalidBody([FieldError("/occurredAt", "not-ahead", "must not lie in the future")])
        }
        return occurredAt
    }

    /// The civil servant who sends this.
    ///
    /// - Throws: 403 when the token's subject is nobody of the register, such as a service's.
    func sender() throws(Problem) -> CivilServantID {
        guard let sender = CivilServantID(principal.subject) else {
            throw Problem(
                "sender-not-a-civil-servant",
                status: .forbidden,
                title: "Only a person can do this",
                detail: "The token's subject is not the id of a civil servant."
            )
        }
        return sender
    }

    func hasRole(_ roles: CivilServiceRole...) -> Bool {
        roles.contains { principal.roles.contains(Role($0)) }
    }
}
