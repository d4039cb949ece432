import CivilServiceKernel
package import EnrolmentEvents
import EventSourcing

/// The rules of the workforce register.
package enum CivilServantDecider: Decider {
    package static let category = EnrolmentStream.civilServant.category
    package static let initialState = RegisteredCivilServant()

    package static func decide(_ command: CivilServantCommand, given person: RegisteredCivilServant)
        throws(CivilServantRejection) -> [CivilServantEvent]
    {
        switch command {
        case .hire(let request): try hire(request, given: person)
        case .move(let id, let assignment, let date): try move(id, to: assignment, on: date, given: person)
        case .promote(let rank, let post, let date): try promote(to: rank, post, on: date, given: person)
        case .changeSuperior(let id, let superior, let date):
            try changeSuperior(of: id, to: superior, on: date, given: person)
        case .correct(let data): try correct(data, given: person)
        case .leave(let reason, let date): try leave(reason, on: date, given: person)
        case .erase(let reason): try erase(reason, given: person)
        }
    }

    package static func evolve(_ person: inout RegisteredCivilServant, by event: CivilServantEvent) {
        person.apply(event)
    }

    private static func hire(_ request: HireCivilServant, given person: RegisteredCivilServant)
        throws(CivilServantRejection) -> [CivilServantEvent]
    {
        guard person.phase == .unknown else {
            guard !person.isErased else { throw .erased }
            let isSame =
                person.employment == request.employment && person.rank == request.rank
                && isHeld(request.assignment, by: person)
            guard isSame else { throw .alreadyRegistered }
            return []
        }
        try check(request.rank, of: request.employment.kind)
        try check(request.assignment, of: request.civilServant)
        return [
            .civilServantHired(
                CivilServantHired(
                    number: request.number,
                    name: request.name,
                    contact: request.contact,
                    employmentKind: request.employment.kind,
                    rank: request.rank,
                    unit: request.assignment.unit,
                    postTitle: request.assignment.post.title.text,
                    postLevel: request.assignment.post.level,
                    superior: request.assignment.superior?.civilServant,
                    startedOn: request.employment.startedOn
                )
            )
        ]
    }

    private static func move(
        _ id: CivilServantID,
        to assignment: Assignment,
        on date: CalendarDate,
        given person: RegisteredCivilServant
    ) throws(CivilServantRejection) -> [CivilServantEvent] {
        _ = try serving(person, since: date)
        guard !isHeld(assignment, by: person) else { return [] }
        try check(assignment, of: id)
        return [
            .civilServantMoved(
                CivilServantMoved(
                    unit: assignment.unit,
                    postTitle: assignment.post.title.text,
                    postLevel: assignment.post.level,
                    superior: assignment.superior?.civilServant,
                    effectiveOn: date
                )
            )
        ]
    }

    private static func promote(
        to rank: Rank,
        _ post: Post,
        on date: CalendarDate,
        given person: RegisteredCivilServant
    ) throws(CivilServantRejection) -> [CivilServantEvent] {
        let employment = try serving(person, since: date)
        try check(rank, of: employment.kind)
        if let present = person.rank, rank < present { throw .notAPromotion(from: present) }
        guard rank != person.rank || post.title.text != person.postTitle || post.level != person.postLevel else {
            return []
        }
        return [
            .civilServantPromoted(
                CivilServantPromoted(
                    rank: rank,
                    postTitle: post.title.text,
                    postLevel: post.level,
                    effectiveOn: date
                )
            )
        ]
    }

    private static func changeSuperior(
        of id: CivilServantID,
        to superior: Superior?,
        on date: CalendarDate,
        given person: RegisteredCivilServant
    ) throws(CivilServantRejection) -> [CivilServantEvent] {
        _ = try serving(person, since: date)
        guard superior?.civilServant != person.superior else { return [] }
        try check(superior, of: id)
        return [.superiorChanged(SuperiorChanged(superior: superior?.civilServant, effectiveOn: date))]
    }

    private static func correct(_ data: PersonalData, given person: RegisteredCivilServant)
        throws(CivilServantRejection) -> [CivilServantEvent]
    {
        guard person.phase != .unknown else { throw .notRegistered }
        guard !person.isErased else { throw .erased }
        guard data != PersonalData() else { return [] }
        return [
            .personalDataCorrected(
                PersonalDataCorrected(number: data.number, name: data.name, contact: data.contact)
            )
        ]
    }

    private static func leave(_ reason: LeavingReason, on date: CalendarDate, given person: RegisteredCivilServant)
        throws(CivilServantRejection) -> [CivilServantEvent]
    {
        if case .left(on: date) = person.phase { return [] }
        _ = try serving(person, since: date)
        return [.civilServantLeft(CivilServantLeft(reason: reason, leftOn: date))]
    }

    private static func erase(_ reason: ErasureReason, given person: RegisteredCivilServant)
        throws(CivilServantRejection) -> [CivilServantEvent]
    {
        guard person.phase != .unknown else { throw .notRegistered }
        return person.isErased ? [] : [.personalDataErased(PersonalDataErased(reason: reason))]
    }

    private static func serving(_ person: RegisteredCivilServant, since date: CalendarDate)
        throws(CivilServantRejection) -> Employment
    {
        guard let employment = person.employment else { throw .notRegistered }
        guard !person.isErased else { throw .erased }
        if case .left(let day) = person.phase { throw .hasLeft(on: day) }
        guard date >= employment.startedOn else { throw .beforeHiring(employment.startedOn) }
        return employment
    }

    private static func isHeld(_ assignment: Assignment, by person: RegisteredCivilServant) -> Bool {
        person.unit == assignment.unit && person.postTitle == assignment.post.title.text
            && person.postLevel == assignment.post.level && person.superior == assignment.superior?.civilServant
    }

    private static func check(_ rank: Rank, of kind: EmploymentKind) throws(CivilServantRejection) {
        guard rank.employmentKind == kind else { throw .rankOfOtherKind(kind) }
    }

    private static func check(_ assignment: Assignment, of id: CivilServantID) throws(CivilServantRejection) {
        guard assignment.unitIsOpen else { throw .unitNotOpen }
        try check(assignment.superior, of: id)
    }

    private static func check(_ superior: Superior?, of id: CivilServantID) throws(CivilServantRejection) {
        guard let superior else { return }
        guard superior.civilServant != id else { throw .ownSuperior }
        guard !superior.chain.contains(id) else { throw .superiorLoop }
        guard superior.isServing else { throw .superiorNotServing }
    }
}
