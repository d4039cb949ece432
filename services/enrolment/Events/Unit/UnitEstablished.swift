package import CivilServiceKernel
import EventSourcing

/// A work unit was entered into the tree.
package struct UnitEstablished: EventPayload {
    /// Name of the unit.
    package let name: String
    /// The body's own code of the unit.
    package let code: String?
    /// What kind of unit it is.
    package let kind: UnitKind
    /// The unit above; absent for the root.
    package let parentUnit: UnitID?

    package init(name: String, code: String? = nil, kind: UnitKind, parentUnit: UnitID? = nil) {
        self.name = name
        self.code = code
        self.kind = kind
        self.parentUnit = parentUnit
    }
}
