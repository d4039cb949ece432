import EventSourcing

/// A work unit got another name.
package struct UnitRenamed: EventPayload {
    /// Name of the unit from now on.
    package let name: String

    package init(name: String) {
        self.name = name
    }
}
