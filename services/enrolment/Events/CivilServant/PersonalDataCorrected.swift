package import EventSourcing

/// Personal data in the register were corrected; absent fields stay as they were.
package struct PersonalDataCorrected: EventPayload {
    /// NIP or NI PPPK, sealed.
    package let number: SealedField?
    /// Name, sealed.
    package let name: SealedField?
    /// E-mail address or telephone number, sealed.
    package let contact: SealedField?

    package init(number: SealedField? = nil, name: SealedField? = nil, contact: SealedField? = nil) {
        self.number = number
        self.name = name
        self.contact = contact
    }
}
