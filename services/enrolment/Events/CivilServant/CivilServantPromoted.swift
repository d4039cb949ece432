package import CivilServiceKernel
import EventSourcing

/// A civil servant rose in rank, post or both; the payload says what holds afterwards.
package struct CivilServantPromoted: EventPayload {
    /// Golongan from now on.
    package let rank: Rank
    /// Name of the post (nama jabatan).
    package let postTitle: String
    /// Level of the post (jenjang jabatan).
    package let postLevel: PostLevel
    /// From when on.
    package let effectiveOn: CalendarDate

    package init(rank: Rank, postTitle: String, postLevel: PostLevel, effectiveOn: CalendarDate) {
        self.rank = rank
        self.postTitle = postTitle
        self.postLevel = postLevel
        self.effectiveOn = effectiveOn
    }
}
