package import CivilServiceKernel
package import EnrolmentEvents
package import EventSourcing

/// What may be asked of a civil servant's entry in the register; the personnel office asks.
package enum CivilServantCommand: Sendable, Equatable {
    case hire(HireCivilServant)
    case move(CivilServantID, to: Assignment, on: CalendarDate)
    /// Raises rank, post or both; what stays the same is repeated.
    case promote(to: Rank, post: Post, on: CalendarDate)
    case changeSuperior(of: CivilServantID, to: Superior?, on: CalendarDate)
    /// Fields that are nil stay as they are. The caller has compared the plain values and leaves equal ones out.
    case correct(PersonalData)
    case leave(LeavingReason, on: CalendarDate)
    case erase(ErasureReason)
}

/// Enters somebody into the register.
package struct HireCivilServant: Sendable, Equatable {
    package let civilServant: CivilServantID
    package let number: SealedField
    package let name: SealedField
    package let contact: SealedField?
    package let employment: Employment
    package let rank: Rank
    package let assignment: Assignment

    /// `employment.kind` is the kind of the number that was sealed.
    package init(
        civilServant: CivilServantID,
        number: SealedField,
        name: SealedField,
        contact: SealedField? = nil,
        employment: Employment,
        rank: Rank,
        assignment: Assignment
    ) {
        self.civilServant = civilServant
        self.number = number
        self.name = name
        self.contact = contact
        self.employment = employment
        self.rank = rank
        self.assignment = assignment
    }
}

/// A post: its title and level.
package struct Post: Sendable, Equatable {
    package let title: PostTitle
    package let level: PostLevel

    package init(title: PostTitle, level: PostLevel) {
        self.title = title
        self.level = level
    }
}

/// A place in the organisation.
package struct Assignment: Sendable, Equatable {
    package let unit: UnitID
    /// Whether the unit is in the register and not closed.
    package let unitIsOpen: Bool
    package let post: Post
    package let superior: Superior?

    package init(unit: UnitID, unitIsOpen: Bool, post: Post, superior: Superior? = nil) {
        self.unit = unit
        self.unitIsOpen = unitIsOpen
        self.post = post
        self.superior = superior
    }
}

/// What is known of the person who is to be the superior.
package struct Superior: Sendable, Equatable {
    package let civilServant: CivilServantID
    package let isServing: Bool
    /// The superior's superiors, upwards.
    package let chain: [CivilServantID]

    package init(_ civilServant: CivilServantID, isServing: Bool, chain: [CivilServantID] = []) {
        self.civilServant = civilServant
        self.isServing = isServing
        self.chain = chain
    }
}

/// Personal values, sealed; nil where nothing is to change.
package struct PersonalData: Sendable, Equatable {
    package let number: SealedField?
    package let name: SealedField?
    package let contact: SealedField?

    package init(number: SealedField? = nil, name: SealedField? = nil, contact: SealedField? = nil) {
        self.number = number
        self.name = name
        self.contact = contact
    }
}
