import EventSourcing

/// The personal data of a civil servant are to be forgotten: the key is destroyed, read models drop what they opened.
package struct PersonalDataErased: EventPayload {
    /// On what ground.
    package let reason: ErasureReason

    package init(reason: ErasureReason) {
        self.reason = reason
    }
}
