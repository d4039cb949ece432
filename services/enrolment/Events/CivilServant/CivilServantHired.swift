package import CivilServiceKernel
package import EventSourcing

/// A civil servant was entered into the register.
package struct CivilServantHired: EventPayload {
    /// NIP or NI PPPK, 18 digits, sealed.
    package let number: SealedField
    /// Name, sealed.
    package let name: SealedField
    /// E-mail address or telephone number, sealed.
    package let contact: SealedField?
    /// PNS or PPPK.
    package let employmentKind: EmploymentKind
    /// Golongan: I/a to IV/e for PNS, I to XVII for PPPK.
    package let rank: Rank
    /// Work unit.
    package let unit: UnitID
    /// Name of the post (nama jabatan).
    package let postTitle: String
    /// Level of the post (jenjang jabatan).
    package let postLevel: PostLevel
    /// Direct superior; absent for the head of the body or when not known.
    package let superior: CivilServantID?
    /// First day of employment; for PPPK the day from which contract years are counted.
    package let startedOn: CalendarDate

    package init(
        number: SealedField,
        name: SealedField,
        contact: SealedField? = nil,
        employmentKind: EmploymentKind,
        rank: Rank,
        unit: UnitID,
        postTitle: String,
        postLevel: PostLevel,
        superior: CivilServantID? = nil,
        startedOn: CalendarDate
    ) {
        self.number = number
        self.name = name
        self.contact = contact
        self.employmentKind = employmentKind
        self.rank = rank
        self.unit = unit
        self.postTitle = postTitle
        self.postLevel = postLevel
        self.superior = superior
        self.startedOn = startedOn
    }
}
