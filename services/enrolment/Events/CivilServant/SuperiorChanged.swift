package import CivilServiceKernel
import EventSourcing

/// A civil servant reports to somebody else.
package struct SuperiorChanged: EventPayload {
    /// Direct superior; absent for the head of the body or when not known.
    package let superior: CivilServantID?
    /// From when on.
    package let effectiveOn: CalendarDate

    package init(superior: CivilServantID? = nil, effectiveOn: CalendarDate) {
        self.superior = superior
        self.effectiveOn = effectiveOn
    }
}
