import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import ServiceRuntime

// What the rules of one stream need to know of others. Read from the streams themselves, so it is as new as it can be;
// between reading and recording another command may still change it, which the register tolerates.

extension EnrolmentDesk {
    /// How far up a tree is followed: deeper than any body of people, and a bound should a loop ever exist.
    private static let depth = 64

    /// The unit that is to stand above, with everything above it.
    func parent(_ id: UnitID?, of tenant: TenantID) async throws -> ParentUnit? {
        guard let id else { return nil }
        let parent = try await units.state(of: EnrolmentStream.unit(id, of: tenant)).state
        var ancestors: [UnitID] = []
        var next = parent.parent
        while let above = next, ancestors.count < Self.depth, !ancestors.contains(above) {
            ancestors.append(above)
            next = try await units.state(of: EnrolmentStream.unit(above, of: tenant)).state.parent
        }
        return ParentUnit(unit: id, isOpen: parent.phase == .open, ancestors: ancestors)
    }

    /// The person who is to be the superior, with the line of superiors above.
    func superior(_ id: CivilServantID?, of tenant: TenantID) async throws -> Superior? {
        guard let id else { return nil }
        let superior = try await civilServants.state(of: EnrolmentStream.civilServant(id, of: tenant)).state
        var chain: [CivilServantID] = []
        var next = superior.superior
        while let above = next, chain.count < Self.depth, !chain.contains(above) {
            chain.append(above)
            next = try await civilServants.state(of: EnrolmentStream.civilServant(above, of: tenant)).state.superior
        }
        return Superior(id, isServing: superior.isServing, chain: chain)
    }

    /// A place in the organisation as the register knows it now.
    func assignment(unit: UnitID, post: Post, superior: CivilServantID?, of tenant: TenantID) async throws -> Assignment
    {
        Assignment(
            unit: unit,
            unitIsOpen: try await units.state(of: EnrolmentStream.unit(unit, of: tenant)).state.phase == .open,
            post: post,
            superior: try await self.superior(superior, of: tenant)
        )
    }
}

extension RegisteredCivilServant {
    var isServing: Bool { phase == .serving && !isErased }
}
