package import CivilServiceKernel

/// Why nothing happens to a work unit.
package enum UnitRejection: BusinessRejection {
    case notEstablished
    case alreadyEstablished
    case closed
    case parentClosed(UnitID)
    case belowItself(UnitID)
    case stillOccupied(Int)

    package var wording: RejectionWording {
        switch self {
        case .notEstablished:
            RejectionWording(
                "unit-not-established",
                pesan: "Unit kerja ini belum terdaftar.",
                detail: "The unit is not in the register."
            )
        case .alreadyEstablished:
            RejectionWording(
                "unit-already-established",
                pesan: "Unit kerja ini sudah terdaftar dengan data lain; ubah nama atau induknya.",
                detail: "The unit is in the register with other data; rename or move it instead."
            )
        case .closed:
            RejectionWording(
                "unit-closed",
                pesan: "Unit kerja ini sudah ditutup.",
                detail: "The unit is closed."
            )
        case .parentClosed:
            RejectionWording(
                "parent-unit-closed",
                pesan: "Unit induk belum terdaftar atau sudah ditutup.",
                detail: "The parent unit is not open."
            )
        case .belowItself:
            RejectionWording(
                "unit-below-itself",
                pesan: "Unit kerja tidak dapat ditempatkan di bawah dirinya sendiri.",
                detail: "A unit cannot stand under itself or under a unit below it."
            )
        case .stillOccupied(let occupants):
            RejectionWording(
                "unit-still-occupied",
                pesan: "Unit kerja masih memiliki \(occupants) pegawai atau subunit; pindahkan dahulu.",
                detail: "The unit still has \(occupants) people or open units; move them first."
            )
        }
    }
}
