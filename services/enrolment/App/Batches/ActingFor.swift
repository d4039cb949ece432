import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

/// Who may do something for a person: oneself, the direct superior, or somebody with one of some roles.
struct ActingFor {
    let desk: EnrolmentDesk
    /// They may act for anybody of the tenant.
    let anybody: Set<Role>

    /// Everybody who may use a route that this guards.
    var roles: Set<Role> { anybody.union(Set.of(CivilServiceRole.civilServant, .superior)) }

    /// Passes when the sender may act for `person`.
    ///
    /// - Throws: 404, the same for somebody who is not there, so that ids cannot be tried out.
    func permit(_ request: TenantRequest, for person: CivilServantID) async throws {
        let principal = request.principal
        if !principal.roles.isDisjoint(with: anybody) { return }
        guard let sender = CivilServantID(principal.subject) else { throw Problem.notFound("civil servant") }
        if sender == person { return }
        guard principal.roles.contains(Role(CivilServiceRole.superior)),
            try await registered(person, of: request.tenant).superior == sender
        else { throw Problem.notFound("civil servant") }
    }

    /// The person as the register knows it, when the sender may act for `person`.
    ///
    /// - Throws: 404 also for somebody who never was in the register.
    func permitted(_ request: TenantRequest, for person: CivilServantID) async throws -> RegisteredCivilServant {
        try await permit(request, for: person)
        let registered = try await registered(person, of: request.tenant)
        guard registered.phase != .unknown else { throw Problem.notFound("civil servant") }
        return registered
    }

    private func registered(_ person: CivilServantID, of tenant: TenantID) async throws -> RegisteredCivilServant {
        try await desk.civilServants.state(of: EnrolmentStream.civilServant(person, of: tenant)).state
    }
}

extension TenantRequest {
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
}

extension EnrolmentDesk {
    /// Seals what somebody says about a person; nil stays nil.
    func sealed(_ text: Explanation?, as field: String = "note", for person: CivilServantID, of tenant: TenantID)
        async throws -> SealedField?
    {
        guard let text else { return nil }
        return try await vault.seal([(field, text.text)], for: person, tenant: tenant).first
    }
}
