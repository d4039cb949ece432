import EventSourcing

/// The settled mark of an essay was entered.
package struct EssayMarkEntered: EventPayload {
    /// Where it was marked.
    package let essay: EssayID
    /// The mark.
    package let mark: ItemMark

    package init(essay: EssayID, mark: ItemMark) {
        self.essay = essay
        self.mark = mark
    }
}
