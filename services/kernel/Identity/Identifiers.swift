package import EventSourcing

/// What the random ids of this system stand for; the types only keep one kind of id from being passed for another.
package enum IdentityOf {
    package enum Unit {}
    package enum Programme {}
    package enum Batch {}
    package enum Session {}
    package enum LearningHoursEntry {}
}

/// A civil servant (*ASN*).
///
/// The same id names the person's data-protection subject, so erasing is destroying one key.
package typealias CivilServantID = SubjectID
/// A work unit (*unit kerja*, OPD).
package typealias UnitID = Identifier<IdentityOf.Unit>
/// A development programme in the catalogue.
package typealias ProgrammeID = Identifier<IdentityOf.Programme>
/// One offering of a programme (*angkatan*).
package typealias BatchID = Identifier<IdentityOf.Batch>
/// One meeting of a batch.
package typealias SessionID = Identifier<IdentityOf.Session>
/// One line of a civil servant's learning-hours ledger.
package typealias EntryID = Identifier<IdentityOf.LearningHoursEntry>
