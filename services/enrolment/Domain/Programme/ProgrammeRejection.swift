package import CivilServiceKernel

/// Why nothing happens to a programme.
package enum ProgrammeRejection: BusinessRejection {
    case notPublished
    case alreadyPublished
    case retired
    case attendanceOutOfRange
    case modulesNotNumbered
    case hoursDoNotAddUp(modules: Int, programme: Int)
    case outcomeWithoutModule(Int)
    case levelOutOfRange(Int)

    package var wording: RejectionWording {
        switch self {
        case .notPublished:
            RejectionWording(
                "programme-not-published",
                pesan: "Program ini belum ada di katalog.",
                detail: "The programme is not in the catalogue."
            )
        case .alreadyPublished:
            RejectionWording(
                "programme-already-published",
                pesan: "Program ini sudah ada di katalog dengan isi lain; buat revisi.",
                detail: "The programme is in the catalogue with other content; revise it instead."
            )
        case .retired:
            RejectionWording(
                "programme-retired",
                pesan: "Program ini sudah ditarik dari katalog.",
                detail: "The programme left the catalogue."
            )
        case .attendanceOutOfRange:
            RejectionWording(
                "attendance-out-of-range",
                pesan: "Batas kehadiran harus 0 sampai 100 persen.",
                detail: "The minimum attendance must be 0 to 100 percent."
            )
        case .modulesNotNumbered:
            RejectionWording(
                "modules-not-numbered",
                pesan: "Modul harus bernomor urut mulai dari 1, masing-masing paling sedikit 1 JP.",
                detail: "Modules must be numbered from 1 in order, each with at least 1 JP."
            )
        case .hoursDoNotAddUp(let modules, let programme):
            RejectionWording(
                "hours-do-not-add-up",
                pesan: "Jumlah JP modul (\(modules)) tidak sama dengan JP program (\(programme)).",
                detail: "The modules have \(modules) JP together, the programme has \(programme)."
            )
        case .outcomeWithoutModule(let number):
            RejectionWording(
                "outcome-without-module",
                pesan: "Hasil belajar menunjuk modul \(number) yang tidak ada.",
                detail: "An outcome names module \(number), which is not in the curriculum."
            )
        case .levelOutOfRange(let level):
            RejectionWording(
                "level-out-of-range",
                pesan: "Level kompetensi harus 1 sampai 5, bukan \(level).",
                detail: "A competence level must be 1 to 5, not \(level)."
            )
        }
    }
}
