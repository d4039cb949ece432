package import EventSourcing

/// The attempt goes on in another session, perhaps on another device; the one before is over.
package struct SessionOpened: EventPayload {
    /// The only one that may answer from now on.
    package let session: ExamSessionID
    /// The one that may no longer.
    package let replaced: ExamSessionID
    /// When.
    package let openedAt: Timestamp

    package init(session: ExamSessionID, replaced: ExamSessionID, openedAt: Timestamp) {
        self.session = session
        self.replaced = replaced
        self.openedAt = openedAt
    }
}
