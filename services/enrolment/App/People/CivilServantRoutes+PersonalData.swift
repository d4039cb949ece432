import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import HTTPServer
import ServiceRuntime

// Where personal values are opened, compared, sealed anew, and forgotten.

extension CivilServantRoutes {
    /// How often a change that was worked out from a file is worked out anew, because the file changed meanwhile.
    private static let attempts = 5

    func show(_ request: TenantRequest) async throws -> HTTPResponse {
        try request.allowQuery()
        let id: CivilServantID = try request.identifier("civilServant")
        guard let file = try await desk.person(id, of: request.tenant), mayRead(file, request.principal) else {
            throw CivilServantRejection.notRegistered
        }
        let mayOpen = mayOpen(file, request.principal)
        let texts = mayOpen ? try await desk.open([file], of: request.tenant).first : nil
        let headers: HTTPHeaders = ["ETag": "\"\(file.version)\"", "Cache-Control": "no-store"]
        return try .json(CivilServantAnswer(file, texts ?? PersonalTexts()), headers: headers)
    }

    /// Values that are already so are left out; the claim on the number moves along with it.
    func correct(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: CorrectRequest = try request.body()
        let tenant = request.tenant
        return try await change(request, body) { file in
            guard !file.state.isErased else { throw CivilServantRejection.erased }
            if let number = body.number?.number, number.kind != file.state.employment?.kind {
                throw Problem.numberOfOtherKind
            }
            let present = try await desk.open([file], of: tenant).first ?? PersonalTexts()
            let wanted = PersonalTexts(
                number: body.number?.number.digits ?? present.number,
                name: body.name?.text ?? present.name,
                contact: body.contact?.text ?? present.contact
            )
            return try await desk.correction(of: file, from: present, to: wanted, tenant: tenant)
        }
    }

    /// The event first, then the key: should the process end in between, a repetition destroys the key.
    func erase(_ request: TenantRequest) async throws -> HTTPResponse {
        let body: EraseRequest = try request.body()
        let answer = try await change(request, body) { file in
            let number = try await desk.open([file], of: request.tenant).first?.number
            let releases = number.map { [desk.claim(of: $0, tenant: request.tenant)] } ?? []
            return PersonalDataChange(command: .erase(body.reason), claims: [], releases: releases)
        }
        try await desk.vault.destroyKey(of: request.identifier("civilServant"), tenant: request.tenant)
        return answer
    }

    /// Works a command out from the person's file and performs it on exactly the version that the file had.
    private func change(
        _ request: TenantRequest,
        _ body: some HistoricalRequest,
        _ work: (PersonFile) async throws -> PersonalDataChange
    ) async throws -> HTTPResponse {
        try request.allowQuery()
        let head = try request.commandHead().happening(at: request.time(of: body))
        let id: CivilServantID = try request.identifier("civilServant")
        let stream = EnrolmentStream.civilServant(id, of: request.tenant)
        var attempt = 1
        while true {
            guard let file = try await desk.person(id, of: request.tenant) else {
                throw CivilServantRejection.notRegistered
            }
            do {
                return try await perform(try await work(file).request(head, seen: file.version), on: stream)
            } catch CommandFailure<CivilServantRejection>.conflict
                where head.expecting == nil && attempt < Self.attempts
            {
                attempt += 1
            }
        }
    }

    /// Somebody whom one may not read looks like somebody who does not exist.
    private func mayRead(_ file: PersonFile, _ principal: Principal) -> Bool {
        let restricted: Set<Role> = .of(CivilServiceRole.civilServant, .superior)
        return !principal.roles.subtracting(restricted).isDisjoint(with: RegisterRoles.everybody)
            || isOwnOrSubordinate(file, principal)
    }

    private func mayOpen(_ file: PersonFile, _ principal: Principal) -> Bool {
        principal.roles.contains(Role(CivilServiceRole.personnelOffice)) || isOwnOrSubordinate(file, principal)
    }

    private func isOwnOrSubordinate(_ file: PersonFile, _ principal: Principal) -> Bool {
        guard let subject = CivilServantID(principal.subject) else { return false }
        return file.id == subject
            || principal.roles.contains(Role(CivilServiceRole.superior)) && file.state.superior == subject
    }
}

/// A command that came out of opened values, with what it does to claims.
struct PersonalDataChange: Sendable {
    let command: CivilServantCommand
    let claims: [UniqueClaim]
    let releases: [UniqueClaim]

    func request(_ head: CommandHead, seen version: Int64) -> CommandRequest<CivilServantCommand> {
        CommandRequest(
            command,
            context: head.context,
            at: head.at,
            fingerprint: head.fingerprint,
            expecting: head.expecting ?? version,
            claims: claims,
            releases: releases
        )
    }
}

extension EnrolmentDesk {
    /// Seals what differs; a command without values when nothing does.
    func correction(
        of file: PersonFile,
        from present: PersonalTexts,
        to wanted: PersonalTexts,
        tenant: TenantID
    ) async throws -> PersonalDataChange {
        let changes = wanted.changes(from: present)
        let texts = changes.present
        let sealed = texts.isEmpty ? [] : try await vault.seal(texts, for: file.id, tenant: tenant)
        let movesClaim = changes.number != nil
        return PersonalDataChange(
            command: .correct(PersonalData(changes, sealed: sealed)),
            claims: movesClaim ? changes.number.map { [claim(of: $0, tenant: tenant)] } ?? [] : [],
            releases: movesClaim ? present.number.map { [claim(of: $0, tenant: tenant)] } ?? [] : []
        )
    }
}
