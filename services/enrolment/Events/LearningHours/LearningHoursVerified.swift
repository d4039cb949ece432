package import CivilServiceKernel
import EventSourcing

/// Somebody checked the evidence of an entry, or it is our own training.
package struct LearningHoursVerified: EventPayload {
    /// The line of the ledger.
    package let entry: EntryID
    /// On what ground.
    package let basis: VerificationBasis
    /// Who checked; absent for our own training.
    package let verifier: CivilServantID?

    package init(entry: EntryID, basis: VerificationBasis, verifier: CivilServantID? = nil) {
        self.entry = entry
        self.basis = basis
        self.verifier = verifier
    }
}
