import CivilServiceKernel
package import EnrolmentEvents
import EventSourcing

/// The rules of the tree of work units.
package enum UnitDecider: Decider {
    package static let category = EnrolmentStream.unit.category
    package static let initialState = OrganisationUnit()

    package static func decide(_ command: UnitCommand, given unit: OrganisationUnit)
        throws(UnitRejection) -> [UnitEvent]
    {
        if case .establish(let request) = command { return try establish(request, given: unit) }
        guard unit.phase != .unknown else { throw .notEstablished }
        switch command {
        case .establish: return []
        case .rename(let name):
            guard unit.phase == .open else { throw .closed }
            return name.text == unit.name ? [] : [.unitRenamed(UnitRenamed(name: name.text))]
        case .move(let id, let parent):
            guard unit.phase == .open else { throw .closed }
            try check(parent, above: id)
            return parent?.unit == unit.parent ? [] : [.unitMoved(UnitMoved(parentUnit: parent?.unit))]
        case .close(let date, let reason, let occupants):
            guard unit.phase == .open else { return [] }
            guard occupants == 0 else { throw .stillOccupied(occupants) }
            return [.unitClosed(UnitClosed(closedOn: date, reason: reason.text))]
        }
    }

    package static func evolve(_ unit: inout OrganisationUnit, by event: UnitEvent) { unit.apply(event) }

    private static func establish(_ request: EstablishUnit, given unit: OrganisationUnit)
        throws(UnitRejection) -> [UnitEvent]
    {
        guard unit.phase == .unknown else {
            let isSame =
                unit.name == request.name.text && unit.code == request.code?.text && unit.kind == request.kind
                && unit.parent == request.parent?.unit
            guard isSame else { throw .alreadyEstablished }
            return []
        }
        try check(request.parent, above: request.unit)
        return [
            .unitEstablished(
                UnitEstablished(
                    name: request.name.text,
                    code: request.code?.text,
                    kind: request.kind,
                    parentUnit: request.parent?.unit
                )
            )
        ]
    }

    private static func check(_ parent: ParentUnit?, above unit: UnitID) throws(UnitRejection) {
        guard let parent else { return }
        guard parent.unit != unit, !parent.ancestors.contains(unit) else { throw .belowItself(parent.unit) }
        guard parent.isOpen else { throw .parentClosed(parent.unit) }
    }
}
