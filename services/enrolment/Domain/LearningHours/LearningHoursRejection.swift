package import CivilServiceKernel

/// Why nothing happens to a ledger.
package enum LearningHoursRejection: BusinessRejection {
    case endsBeforeItStarts
    case longerThanAYear
    case notYetOver(CalendarDate)
    case noRateCard(on: CalendarDate)
    case formNotRated(DevelopmentForm)
    case quantityOutOfRange
    case otherEntryRecorded
    case unknownEntry
    case cancelled
    case ownVerification

    package var wording: RejectionWording {
        switch self {
        case .endsBeforeItStarts:
            RejectionWording(
                "ends-before-it-starts",
                pesan: "Tanggal selesai tidak boleh sebelum tanggal mulai.",
                detail: "The last day lies before the first."
            )
        case .longerThanAYear:
            RejectionWording(
                "longer-than-a-year",
                pesan: "Satu kegiatan paling lama 366 hari; catat per tahun.",
                detail: "One activity may last 366 days at most; record it per year."
            )
        case .notYetOver(let date):
            RejectionWording(
                "not-yet-over",
                pesan: "Kegiatan baru selesai pada \(date); catat setelah selesai.",
                detail: "The activity ends on \(date); record it afterwards."
            )
        case .noRateCard(let date):
            RejectionWording(
                "no-rate-card",
                pesan: "Belum ada ketentuan konversi JP yang berlaku pada \(date).",
                detail: "No rate card is in force on \(date)."
            )
        case .formNotRated(let form):
            RejectionWording(
                "form-not-rated",
                pesan: "Bentuk \(form.name) belum memiliki ketentuan konversi JP.",
                detail: "The rate card has no rate for \(form.rawValue)."
            )
        case .quantityOutOfRange:
            RejectionWording(
                "quantity-out-of-range",
                pesan: "Jumlah JP harus 1 sampai \(LearningHours.limit), jumlah sesi 1 sampai 366.",
                detail: "Hours must be 1 to \(LearningHours.limit), sessions 1 to 366."
            )
        case .otherEntryRecorded:
            RejectionWording(
                "other-entry-recorded",
                pesan: "Catatan ini sudah ada dengan isi lain; batalkan dahulu.",
                detail: "The entry is on record with other content; cancel it first."
            )
        case .unknownEntry:
            RejectionWording(
                "unknown-entry",
                pesan: "Catatan JP ini tidak ditemukan.",
                detail: "The ledger has no such entry."
            )
        case .cancelled:
            RejectionWording(
                "entry-cancelled",
                pesan: "Catatan JP ini sudah dibatalkan.",
                detail: "The entry was cancelled."
            )
        case .ownVerification:
            RejectionWording(
                "own-verification",
                pesan: "JP sendiri harus diverifikasi oleh orang lain.",
                detail: "Nobody verifies one's own hours."
            )
        }
    }
}
