package import CivilServiceKernel
import EnrolmentEvents

/// A civil servant as the register knows the person; nothing in it needs a key to be read.
package struct RegisteredCivilServant: Sendable, Equatable {
    package enum Phase: Sendable, Equatable {
        case unknown
        case serving
        case left(on: CalendarDate)
    }

    package private(set) var phase = Phase.unknown
    package private(set) var isErased = false
    package private(set) var employment: Employment?
    package private(set) var rank: Rank?
    package private(set) var postTitle = ""
    package private(set) var postLevel: PostLevel?
    package private(set) var unit: UnitID?
    package private(set) var superior: CivilServantID?

    package init() {}

    mutating func apply(_ event: CivilServantEvent) {
        switch event {
        case .civilServantHired(let fact):
            phase = .serving
            employment = Employment(kind: fact.employmentKind, startedOn: fact.startedOn)
            rank = fact.rank
            (postTitle, postLevel, unit, superior) = (fact.postTitle, fact.postLevel, fact.unit, fact.superior)
        case .civilServantMoved(let fact):
            (postTitle, postLevel, unit, superior) = (fact.postTitle, fact.postLevel, fact.unit, fact.superior)
        case .civilServantPromoted(let fact):
            rank = fact.rank
            (postTitle, postLevel) = (fact.postTitle, fact.postLevel)
        case .superiorChanged(let fact): superior = fact.superior
        case .personalDataCorrected: break
        case .civilServantLeft(let fact): phase = .left(on: fact.leftOn)
        case .personalDataErased: isErased = true
        }
    }
}

/// What the yearly rules need to know of somebody's employment.
package struct Employment: Sendable, Equatable, Codable {
    package let kind: EmploymentKind
    /// Contract years are counted from here.
    package let startedOn: CalendarDate

    package init(kind: EmploymentKind, startedOn: CalendarDate) {
        self.kind = kind
        self.startedOn = startedOn
    }
}
