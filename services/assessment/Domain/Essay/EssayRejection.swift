package import CivilServiceKernel

/// Why nothing happens to an essay that is being marked.
package enum EssayRejection: BusinessRejection {
    case notOpened
    case alreadyOpened
    case settled
    case markersTheSame
    case markerIsCandidate
    case alreadyAssigned
    case notAssigned
    case notMarker
    case alreadyGiven
    case criteriaDoNotFit
    case pointsOutOfRange
    case notDiverged
    case reconcilerIsMarker
    case notReconciler
    case rubricEmpty

    package var wording: RejectionWording {
        switch self {
        case .notOpened:
            RejectionWording(
                "essay-not-opened",
                pesan: "Esai ini belum dibuka untuk dinilai.",
                detail: "The essay is not open for marking."
            )
        case .alreadyOpened:
            RejectionWording(
                "essay-already-opened",
                pesan: "Esai ini sudah dibuka dengan isi lain.",
                detail: "The essay is open with other content."
            )
        case .settled:
            RejectionWording(
                "essay-settled",
                pesan: "Nilai esai ini sudah tetap.",
                detail: "The mark of the essay is settled."
            )
        case .markersTheSame:
            RejectionWording(
                "essay-markers-the-same",
                pesan: "Dua penilai harus orang yang berbeda.",
                detail: "The two markers must be different people."
            )
        case .markerIsCandidate:
            RejectionWording(
                "essay-marker-is-candidate",
                pesan: "Peserta tidak boleh menilai esainya sendiri.",
                detail: "The candidate may not mark the own essay."
            )
        case .alreadyAssigned:
            RejectionWording(
                "essay-markers-assigned",
                pesan: "Penilai sudah ditetapkan; ganti satu per satu.",
                detail: "Markers are assigned; replace one at a time."
            )
        case .notAssigned:
            RejectionWording(
                "essay-markers-not-assigned",
                pesan: "Penilai belum ditetapkan.",
                detail: "No markers are assigned."
            )
        case .notMarker:
            RejectionWording(
                "essay-not-marker",
                pesan: "Anda bukan penilai esai ini.",
                detail: "This person does not mark the essay."
            )
        case .alreadyGiven:
            RejectionWording(
                "essay-mark-already-given",
                pesan: "Nilai Anda sudah tercatat dan tidak dapat diubah.",
                detail: "This marker's mark stands and cannot be changed."
            )
        case .criteriaDoNotFit:
            RejectionWording(
                "essay-criteria-do-not-fit",
                pesan: "Setiap kriteria rubrik harus dinilai tepat satu kali.",
                detail: "Every line of the rubric must be marked exactly once."
            )
        case .pointsOutOfRange:
            RejectionWording(
                "essay-points-out-of-range",
                pesan: "Jumlah poin di luar batas soal.",
                detail: "The points are out of the range of the question."
            )
        case .notDiverged:
            RejectionWording(
                "essay-marks-not-diverged",
                pesan: "Kedua penilai tidak berbeda melebihi batas.",
                detail: "The two marks do not differ by more than is allowed."
            )
        case .reconcilerIsMarker:
            RejectionWording(
                "essay-reconciler-is-marker",
                pesan: "Penengah harus orang lain dari kedua penilai.",
                detail: "The reconciler must not be one of the markers."
            )
        case .notReconciler:
            RejectionWording(
                "essay-not-reconciler",
                pesan: "Anda bukan penengah esai ini.",
                detail: "This person does not reconcile the essay."
            )
        case .rubricEmpty:
            RejectionWording(
                "essay-rubric-empty",
                pesan: "Rubrik esai kosong.",
                detail: "The essay has no rubric."
            )
        }
    }
}
