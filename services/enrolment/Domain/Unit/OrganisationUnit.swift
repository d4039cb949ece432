package import CivilServiceKernel
import EnrolmentEvents

/// A work unit as its own history tells it.
package struct OrganisationUnit: Sendable, Equatable {
    package enum Phase: Sendable, Equatable { case unknown, open, closed }

    package private(set) var phase = Phase.unknown
    package private(set) var name = ""
    package private(set) var code: String?
    package private(set) var kind: UnitKind?
    package private(set) var parent: UnitID?

    package init() {}

    mutating func apply(_ event: UnitEvent) {
        switch event {
        case .unitEstablished(let fact):
            phase = .open
            name = fact.name
            code = fact.code
            kind = fact.kind
            parent = fact.parentUnit
        case .unitRenamed(let fact): name = fact.name
        case .unitMoved(let fact): parent = fact.parentUnit
        case .unitClosed: phase = .closed
        }
    }
}
