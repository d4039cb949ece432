package import CivilServiceKernel
import EventSourcing

/// A civil servant was moved to another unit or post.
package struct CivilServantMoved: EventPayload {
    /// Work unit.
    package let unit: UnitID
    /// Name of the post (nama jabatan).
    package let postTitle: String
    /// Level of the post (jenjang jabatan).
    package let postLevel: PostLevel
    /// Direct superior; absent for the head of the body or when not known.
    package let superior: CivilServantID?
    /// First day there.
    package let effectiveOn: CalendarDate

    package init(
        unit: UnitID,
        postTitle: String,
        postLevel: PostLevel,
        superior: CivilServantID? = nil,
        effectiveOn: CalendarDate
    ) {
        self.unit = unit
        self.postTitle = postTitle
        self.postLevel = postLevel
        self.superior = superior
        self.effectiveOn = effectiveOn
    }
}
