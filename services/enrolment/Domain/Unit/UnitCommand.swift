package import CivilServiceKernel

/// What may be asked of a work unit; the personnel office asks.
package enum UnitCommand: Sendable, Equatable {
    case establish(EstablishUnit)
    case rename(UnitName)
    /// Puts the unit under `parent`, or makes it a root.
    case move(UnitID, under: ParentUnit?)
    /// `occupants`: people and open units that are still in it.
    case close(on: CalendarDate, reason: Explanation, occupants: Int)
}

/// Enters a unit into the tree.
package struct EstablishUnit: Sendable, Equatable {
    package let unit: UnitID
    package let name: UnitName
    package let code: UnitCode?
    package let kind: UnitKind
    package let parent: ParentUnit?

    package init(unit: UnitID, name: UnitName, code: UnitCode? = nil, kind: UnitKind, parent: ParentUnit? = nil) {
        self.unit = unit
        self.name = name
        self.code = code
        self.kind = kind
        self.parent = parent
    }
}

/// What is known of the unit that is to stand above.
package struct ParentUnit: Sendable, Equatable {
    package let unit: UnitID
    package let isOpen: Bool
    /// The units above it, up to the root.
    package let ancestors: [UnitID]

    package init(unit: UnitID, isOpen: Bool, ancestors: [UnitID] = []) {
        self.unit = unit
        self.isOpen = isOpen
        self.ancestors = ancestors
    }
}
