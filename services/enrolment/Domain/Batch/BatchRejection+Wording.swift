package import CivilServiceKernel

extension BatchRejection {
    package var wording: RejectionWording {
        switch self {
        case .notScheduled:
            RejectionWording(
                "batch-not-scheduled",
                pesan: "Angkatan ini belum dijadwalkan.",
                detail: "The batch is not scheduled."
            )
        case .alreadyScheduled:
            RejectionWording(
                "batch-already-scheduled",
                pesan: "Angkatan ini sudah dijadwalkan dengan isi lain; gunakan penjadwalan ulang.",
                detail: "The batch is scheduled with other content; reschedule it instead."
            )
        case .cancelled:
            RejectionWording(
                "batch-cancelled",
                pesan: "Angkatan ini dibatalkan.",
                detail: "The batch was cancelled."
            )
        case .closed:
            RejectionWording(
                "batch-closed",
                pesan: "Angkatan ini sudah ditutup.",
                detail: "The batch is closed and its results are fixed."
            )
        case .programmeRetired:
            RejectionWording(
                "programme-retired",
                pesan: "Program ini sudah ditarik dari katalog.",
                detail: "The programme left the catalogue."
            )
        case .sessionCountOutOfRange:
            RejectionWording(
                "session-count-out-of-range",
                pesan: "Angkatan harus memiliki 1 sampai 366 sesi.",
                detail: "A batch must have 1 to 366 sessions."
            )
        case .sessionTwice:
            RejectionWording(
                "session-twice",
                pesan: "Satu sesi tercantum dua kali.",
                detail: "A session is listed twice."
            )
        case .sessionEndsBeforeItStarts(let session):
            RejectionWording(
                "session-ends-before-it-starts",
                pesan: "Sesi harus selesai setelah dimulai.",
                detail: "Session \(session) must end after it starts."
            )
        case .sessionWithoutPlace(let session):
            RejectionWording(
                "session-without-place",
                pesan: "Sesi harus memiliki tempat atau tautan.",
                detail: "Session \(session) must have a place or a link."
            )
        case .sessionsOverlap(let session):
            RejectionWording(
                "sessions-overlap",
                pesan: "Sesi tidak boleh saling bertumpuk.",
                detail: "Session \(session) begins before the one before it ends."
            )
        case .registrationClosesBeforeItOpens:
            RejectionWording(
                "registration-closes-before-it-opens",
                pesan: "Pendaftaran harus ditutup setelah dibuka.",
                detail: "Registration must close after it opens."
            )
        case .registrationClosesAfterTheEnd:
            RejectionWording(
                "registration-closes-after-the-end",
                pesan: "Pendaftaran harus ditutup paling lambat saat sesi terakhir selesai.",
                detail: "Registration must close by the end of the last session."
            )
        case .registrationWouldClose(let time):
            RejectionWording(
                "registration-would-close-in-the-past",
                pesan: "Batas pendaftaran baru (\(time)) sudah lewat.",
                detail: "The new cut-off, \(time), is already past."
            )
        case .capacityOutOfRange:
            RejectionWording(
                "capacity-out-of-range",
                pesan: "Kapasitas harus 1 sampai 100000.",
                detail: "The capacity must be 1 to 100000."
            )
        case .minimumAboveCapacity:
            RejectionWording(
                "minimum-above-capacity",
                pesan: "Jumlah peserta minimum harus 0 sampai sebesar kapasitas.",
                detail: "The minimum number of participants must be 0 up to the capacity."
            )
        case .capacityBelowSeatsHeld(let count):
            RejectionWording(
                "capacity-below-seats-held",
                pesan: "Sudah ada \(count) kursi terisi atau ditawarkan; kapasitas tidak dapat lebih kecil.",
                detail: "\(count) seats are taken or offered; the capacity cannot be less."
            )
        case .offerTimeLimitOutOfRange:
            RejectionWording(
                "offer-time-limit-out-of-range",
                pesan: "Batas waktu tawaran harus 1 menit sampai 30 hari.",
                detail: "The time limit of offers must be 1 minute to 30 days."
            )
        case .lateAfterOutOfRange:
            RejectionWording(
                "late-after-out-of-range",
                pesan: "Batas keterlambatan harus 0 sampai 240 menit.",
                detail: "The limit for being late must be 0 to 240 minutes."
            )
        case .sessionHasAttendance(let session):
            RejectionWording(
                "session-has-attendance",
                pesan: "Sesi yang sudah memiliki daftar hadir tidak dapat dihapus.",
                detail: "Session \(session) has attendance on record and cannot be dropped."
            )
        case .registrationNotOpen(let time):
            RejectionWording(
                "registration-not-open",
                pesan: "Pendaftaran baru dibuka pada \(time).",
                detail: "Registration opens at \(time)."
            )
        case .registrationClosed(let time):
            RejectionWording(
                "registration-closed",
                pesan: "Pendaftaran sudah ditutup pada \(time).",
                detail: "Registration closed at \(time)."
            )
        case .notEligible(let ground):
            RejectionWording(
                "not-eligible",
                pesan: ground.pesan,
                detail: "The batch is not for this \(ground.rawValue)."
            )
        case .prerequisitesMissing(let programmes):
            RejectionWording(
                "prerequisites-missing",
                pesan: "Ada \(programmes.count) program prasyarat yang belum diselesaikan.",
                detail: "\(programmes.count) prerequisite programmes are not completed."
            )
        case .clashes(_, let time):
            RejectionWording(
                "clashes",
                pesan: "Jadwal bentrok dengan angkatan lain yang Anda ikuti pada \(time).",
                detail: "The sessions clash with another batch at \(time)."
            )
        case .notParticipant:
            RejectionWording(
                "not-a-participant",
                pesan: "Pegawai ini tidak terdaftar di angkatan ini.",
                detail: "The person has neither seat, offer nor place in the queue."
            )
        case .noOffer:
            RejectionWording(
                "no-offer",
                pesan: "Tidak ada tawaran kursi untuk pegawai ini.",
                detail: "The person has no open offer."
            )
        case .offerExpired(let time):
            RejectionWording(
                "offer-expired",
                pesan: "Tawaran kursi berakhir pada \(time).",
                detail: "The offer ended at \(time)."
            )
        case .notWaiting:
            RejectionWording(
                "not-waiting",
                pesan: "Pegawai ini tidak sedang mengantre.",
                detail: "The person does not wait in the queue."
            )
        case .placeOutOfRange(let count):
            RejectionWording(
                "place-out-of-range",
                pesan: "Urutan harus 1 sampai \(count).",
                detail: "The place must be 1 to \(count)."
            )
        case .resultStands:
            RejectionWording(
                "result-stands",
                pesan: "Peserta ini sudah memiliki hasil; perbaiki kehadiran atau penilaiannya.",
                detail: "The participant has a result already; correct attendance or assessment instead."
            )
        case .noSeat(let person):
            RejectionWording(
                "no-seat",
                pesan: "Pegawai ini tidak memiliki kursi di angkatan ini.",
                detail: "Civil servant \(person) has no seat in this batch."
            )
        case .listedTwice(let person):
            RejectionWording(
                "listed-twice",
                pesan: "Pegawai tercantum dua kali dalam daftar hadir.",
                detail: "Civil servant \(person) is listed twice."
            )
        case .unknownSession(let session):
            RejectionWording(
                "unknown-session",
                pesan: "Sesi ini bukan bagian dari angkatan ini.",
                detail: "Session \(session) is not part of this batch."
            )
        case .sessionNotStarted(let time):
            RejectionWording(
                "session-not-started",
                pesan: "Sesi baru dimulai pada \(time).",
                detail: "The session starts at \(time)."
            )
        case .sessionOver(let time):
            RejectionWording(
                "session-over",
                pesan: "Sesi sudah selesai pada \(time); hubungi penyelenggara.",
                detail: "The session ended at \(time); ask the organiser."
            )
        case .noPracticeTask:
            RejectionWording(
                "no-practice-task",
                pesan: "Angkatan ini tidak memiliki tugas praktik.",
                detail: "The batch has no practice task."
            )
        case .ownAssessor:
            RejectionWording(
                "own-assessor",
                pesan: "Peserta tidak dapat menilai tugasnya sendiri.",
                detail: "Nobody assesses one's own task."
            )
        case .scoreOutOfRange:
            RejectionWording(
                "score-out-of-range",
                pesan: "Nilai harus 0 sampai 100.",
                detail: "The score must be 0 to 100."
            )
        case .notOver(let time):
            RejectionWording(
                "batch-not-over",
                pesan: "Sesi terakhir baru selesai pada \(time).",
                detail: "The last session ends at \(time)."
            )
        }
    }
}

extension Eligibility.Ground {
    fileprivate var pesan: String {
        switch self {
        case .employmentKind: "Angkatan ini tidak dibuka untuk jenis kepegawaian Anda."
        case .rank: "Angkatan ini tidak dibuka untuk golongan Anda."
        case .postLevel: "Angkatan ini tidak dibuka untuk jenjang jabatan Anda."
        case .unit: "Angkatan ini tidak dibuka untuk unit kerja Anda."
        }
    }
}
