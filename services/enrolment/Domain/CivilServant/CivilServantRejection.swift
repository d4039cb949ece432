package import CivilServiceKernel

/// Why nothing happens to a civil servant's entry in the register.
package enum CivilServantRejection: BusinessRejection {
    case notRegistered
    case alreadyRegistered
    case hasLeft(on: CalendarDate)
    case erased
    case rankOfOtherKind(EmploymentKind)
    case notAPromotion(from: Rank)
    case ownSuperior
    case superiorLoop
    case superiorNotServing
    case unitNotOpen
    case beforeHiring(CalendarDate)

    package var wording: RejectionWording {
        switch self {
        case .notRegistered:
            RejectionWording(
                "civil-servant-not-registered",
                pesan: "Pegawai ini belum terdaftar.",
                detail: "The civil servant is not in the register."
            )
        case .alreadyRegistered:
            RejectionWording(
                "civil-servant-already-registered",
                pesan: "Pegawai ini sudah terdaftar dengan data lain; gunakan mutasi, promosi atau perbaikan data.",
                detail: "The civil servant is registered with other data; move, promote or correct instead."
            )
        case .hasLeft(let date):
            RejectionWording(
                "civil-servant-has-left",
                pesan: "Pegawai ini sudah berhenti sejak \(date).",
                detail: "The civil servant left on \(date)."
            )
        case .erased:
            RejectionWording(
                "civil-servant-erased",
                pesan: "Data pribadi pegawai ini sudah dihapus.",
                detail: "The personal data of the civil servant were erased."
            )
        case .rankOfOtherKind(let kind):
            RejectionWording(
                "rank-of-other-kind",
                pesan: kind == .pns
                    ? "Golongan PNS harus I/a sampai IV/e." : "Golongan PPPK harus I sampai XVII.",
                detail: "The rank does not belong to the employment kind \(kind.rawValue)."
            )
        case .notAPromotion(let rank):
            RejectionWording(
                "not-a-promotion",
                pesan: "Golongan baru lebih rendah daripada golongan sekarang (\(rank)).",
                detail: "The new rank is below the present one, \(rank)."
            )
        case .ownSuperior:
            RejectionWording(
                "own-superior",
                pesan: "Pegawai tidak dapat menjadi atasan bagi dirinya sendiri.",
                detail: "Nobody is one's own superior."
            )
        case .superiorLoop:
            RejectionWording(
                "superior-loop",
                pesan: "Atasan yang dipilih adalah bawahan pegawai ini.",
                detail: "The chosen superior reports to this civil servant."
            )
        case .superiorNotServing:
            RejectionWording(
                "superior-not-serving",
                pesan: "Atasan yang dipilih tidak terdaftar atau sudah berhenti.",
                detail: "The chosen superior is not serving."
            )
        case .unitNotOpen:
            RejectionWording(
                "unit-not-open",
                pesan: "Unit kerja tidak terdaftar atau sudah ditutup.",
                detail: "The unit is not in the register or is closed."
            )
        case .beforeHiring(let date):
            RejectionWording(
                "before-hiring",
                pesan: "Tanggal tidak boleh sebelum mulai bekerja (\(date)).",
                detail: "The date lies before the first day of employment, \(date)."
            )
        }
    }
}
