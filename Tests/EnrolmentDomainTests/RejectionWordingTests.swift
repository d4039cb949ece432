import CivilServiceKernel
import EnrolmentDomain
import Testing

struct RejectionWordingTests {
    @Test func `every refusal has a slug, an Indonesian and an English sentence`() {
        let refusals: [any BusinessRejection] = [
            UnitRejection.stillOccupied(3), CivilServantRejection.ownSuperior, ProgrammeRejection.retired,
            BatchRejection.registrationClosed(batchTimes.local(.t(100))), BatchRejection.notEligible(.rank),
            LearningHoursRejection.formNotRated(.coaching),
        ]
        for refusal in refusals {
            #expect(!refusal.slug.isEmpty)
            #expect(refusal.slug.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(refusal.pesan.hasSuffix("."))
            #expect(refusal.detail.hasSuffix("."))
        }
        #expect(
            BatchRejection.registrationClosed(batchTimes.local(.t(100))).pesan
                == "Pendaftaran sudah ditutup pada 2026-03-06 12:00 WITA."
        )
    }
}
