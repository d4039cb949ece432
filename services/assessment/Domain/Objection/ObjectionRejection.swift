package import CivilServiceKernel
import EventSourcing

/// Why nothing happens to an objection.
package enum ObjectionRejection: BusinessRejection {
    case notFiled
    case alreadyFiled
    case windowClosed(CalendarDate)
    case decisionInFuture
    case notOwn
    case ruleOutOfRange
    case final
    case decided
    case reviewerIsObjector
    case reviewerMadeDecision
    case reviewerRecused
    case alreadyAssigned
    case noReviewer
    case notReviewer
    case notParty
    case alreadyMissed
    case mayStillSpeak(CalendarDate)
    case bothSidesNotHeard
    case noRecalculationPending
    case recalculationForRejected

    package var wording: RejectionWording {
        switch self {
        case .notFiled:
            RejectionWording(
                "objection-not-filed",
                pesan: "Keberatan ini belum diajukan.",
                detail: "The objection is not filed."
            )
        case .alreadyFiled:
            RejectionWording(
                "objection-already-filed",
                pesan: "Keberatan ini sudah diajukan dengan isi lain.",
                detail: "The objection is filed with other content."
            )
        case .windowClosed(let value):
            RejectionWording(
                "objection-window-closed",
                pesan: "Batas waktu keberatan adalah \(value).",
                detail: "The last day for objecting was \(value)."
            )
        case .decisionInFuture:
            RejectionWording(
                "objection-decision-in-future",
                pesan: "Keputusan yang digugat belum ada.",
                detail: "The contested decision is not made yet."
            )
        case .notOwn:
            RejectionWording(
                "objection-not-own",
                pesan: "Anda hanya dapat mengajukan keberatan atas keputusan tentang diri Anda.",
                detail: "One may contest only a decision about oneself."
            )
        case .ruleOutOfRange:
            RejectionWording(
                "objection-rule-out-of-range",
                pesan: "Aturan tenggat keberatan tidak sah.",
                detail: "The rule of deadlines is not valid."
            )
        case .final:
            RejectionWording(
                "objection-final",
                pesan: "Keberatan ini sudah final.",
                detail: "The objection is final."
            )
        case .decided:
            RejectionWording(
                "objection-decided",
                pesan: "Keberatan ini sudah diputus.",
                detail: "The objection is decided."
            )
        case .reviewerIsObjector:
            RejectionWording(
                "objection-reviewer-is-objector",
                pesan: "Pemohon tidak boleh memeriksa keberatannya sendiri.",
                detail: "The objector may not review the own objection."
            )
        case .reviewerMadeDecision:
            RejectionWording(
                "objection-reviewer-made-decision",
                pesan: "Pembuat keputusan tidak boleh memeriksa keberatan atas keputusannya.",
                detail: "Whoever made the decision may not review it."
            )
        case .reviewerRecused:
            RejectionWording(
                "objection-reviewer-recused",
                pesan: "Pemeriksa ini sudah mengundurkan diri dari keberatan ini.",
                detail: "This reviewer has recused from the objection."
            )
        case .alreadyAssigned:
            RejectionWording(
                "objection-reviewer-assigned",
                pesan: "Pemeriksa sudah ditetapkan.",
                detail: "Another reviewer is assigned."
            )
        case .noReviewer:
            RejectionWording(
                "objection-no-reviewer",
                pesan: "Pemeriksa belum ditetapkan.",
                detail: "No reviewer is assigned."
            )
        case .notReviewer:
            RejectionWording(
                "objection-not-reviewer",
                pesan: "Anda bukan pemeriksa keberatan ini.",
                detail: "This person does not review the objection."
            )
        case .notParty:
            RejectionWording(
                "objection-not-party",
                pesan: "Anda bukan pihak dalam keberatan ini.",
                detail: "This person is not one of the sides."
            )
        case .alreadyMissed:
            RejectionWording(
                "objection-statement-missed",
                pesan: "Batas waktu keterangan pihak ini sudah lewat.",
                detail: "This side's time to speak is over."
            )
        case .mayStillSpeak(let value):
            RejectionWording(
                "objection-side-may-still-speak",
                pesan: "Pihak ini masih dapat memberi keterangan sampai \(value).",
                detail: "This side may speak until \(value)."
            )
        case .bothSidesNotHeard:
            RejectionWording(
                "objection-both-sides-not-heard",
                pesan: "Kedua pihak harus didengar lebih dulu.",
                detail: "Both sides must be heard first."
            )
        case .noRecalculationPending:
            RejectionWording(
                "objection-no-recalculation-pending",
                pesan: "Tidak ada perhitungan ulang yang ditunggu.",
                detail: "No recalculation is awaited."
            )
        case .recalculationForRejected:
            RejectionWording(
                "objection-recalculation-for-rejected",
                pesan: "Keberatan yang ditolak tidak mengubah hasil.",
                detail: "A rejected objection changes no result."
            )
        }
    }
}
