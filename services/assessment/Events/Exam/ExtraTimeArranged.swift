package import CivilServiceKernel
package import EventSourcing

/// A candidate gets extra time in this exam, from the accommodation profile; a later arrangement replaces it.
package struct ExtraTimeArranged: EventPayload {
    /// The candidate.
    package let civilServant: CivilServantID
    /// Share of the standard time that is added.
    package let extraPercent: Int
    /// Why, sealed: it may tell about health.
    package let basis: SealedField?

    package init(civilServant: CivilServantID, extraPercent: Int, basis: SealedField? = nil) {
        self.civilServant = civilServant
        self.extraPercent = extraPercent
        self.basis = basis
    }
}
