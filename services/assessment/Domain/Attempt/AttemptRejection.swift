package import CivilServiceKernel
package import AssessmentEvents
import EventSourcing

/// Why nothing happens to an attempt.
package enum AttemptRejection: BusinessRejection {
    case notStarted
    case alreadyStarted
    case examCancelled
    case examExternal
    case examNotExternal
    case notOpenYet(LocalTime)
    case closedForStart(LocalTime)
    case noEntitlement
    case attemptsUsedUp(Int)
    case notOnPaper(QuestionID)
    case answerDoesNotFit
    case numberMalformed
    case answerTooLong(Int)
    case unknownSession
    case sessionReplaced
    case clientNumberReused
    case tooManyAnswers(Int)
    case tooManySessions(Int)
    case over
    case timeIsUp(LocalTime)
    case timeIsNotUp
    case paused
    case notPaused
    case minutesOutOfRange
    case incidentOutOfRange
    case alreadyReleased
    case essaysWithMarkers
    /// So many would do.
    case timeNotEnough(minutes: Int)
    case void
    case notOver
    case keyMissing(QuestionID)
    case textMissing(QuestionID)
    case essayNotPending(QuestionID)
    case pointsOutOfRange
    case notMarked
    case notReleased

    package var wording: RejectionWording {
        switch self {
        case .notStarted:
            RejectionWording(
                "attempt-not-started",
                pesan: "Ujian ini belum Anda mulai.",
                detail: "The attempt is not started."
            )
        case .alreadyStarted:
            RejectionWording(
                "attempt-already-started",
                pesan: "Percobaan ini sudah dimulai; lanjutkan saja.",
                detail: "The attempt is started; go on with it."
            )
        case .examCancelled:
            RejectionWording(
                "attempt-exam-cancelled",
                pesan: "Ujian ini dibatalkan.",
                detail: "The exam was cancelled."
            )
        case .examExternal:
            RejectionWording(
                "attempt-exam-external",
                pesan: "Ujian ini diadakan di luar sistem.",
                detail: "The exam is held elsewhere."
            )
        case .examNotExternal:
            RejectionWording(
                "attempt-exam-not-external",
                pesan: "Hasil dari luar hanya untuk ujian yang diadakan di luar sistem.",
                detail: "Only exams held elsewhere take results from elsewhere."
            )
        case .notOpenYet(let value):
            RejectionWording(
                "attempt-exam-not-open",
                pesan: "Ujian baru dibuka pada \(value).",
                detail: "The exam opens at \(value)."
            )
        case .closedForStart(let value):
            RejectionWording(
                "attempt-exam-closed",
                pesan: "Ujian sudah ditutup pada \(value).",
                detail: "The exam closed at \(value)."
            )
        case .noEntitlement:
            RejectionWording(
                "attempt-no-entitlement",
                pesan: "Anda bukan peserta angkatan ujian ini.",
                detail: "The candidate has no seat in the batch of the exam."
            )
        case .attemptsUsedUp(let value):
            RejectionWording(
                "attempt-attempts-used-up",
                pesan: "Semua percobaan (\(value)) sudah terpakai.",
                detail: "All \(value) attempts are used up."
            )
        case .notOnPaper(let value):
            RejectionWording(
                "answer-question-not-on-paper",
                pesan: "Soal ini tidak ada pada lembar ujian Anda.",
                detail: "Question \(value) is not on the paper."
            )
        case .answerDoesNotFit:
            RejectionWording(
                "answer-does-not-fit",
                pesan: "Jawaban tidak cocok dengan jenis atau pilihan soal.",
                detail: "The answer does not fit the kind or the options of the question."
            )
        case .numberMalformed:
            RejectionWording(
                "answer-number-malformed",
                pesan: "Jawaban harus angka tanpa pemisah ribuan, misalnya 1250,5.",
                detail: "The answer must be a number without thousands separators, such as 1250.5."
            )
        case .answerTooLong(let value):
            RejectionWording(
                "answer-too-long",
                pesan: "Jawaban paling banyak \(value) karakter.",
                detail: "The answer may have at most \(value) characters."
            )
        case .unknownSession:
            RejectionWording(
                "attempt-session-unknown",
                pesan: "Sesi ini tidak dikenal; buka kembali ujian Anda.",
                detail: "The session is not one of this attempt; open it again."
            )
        case .sessionReplaced:
            RejectionWording(
                "attempt-session-replaced",
                pesan: "Ujian sedang dibuka di perangkat lain; buka kembali di sini untuk melanjutkan.",
                detail: "Another session took over; open the attempt again to go on here."
            )
        case .clientNumberReused:
            RejectionWording(
                "answer-number-reused",
                pesan: "Nomor pengiriman ini sudah dipakai untuk jawaban lain.",
                detail: "The session used this number for another answer."
            )
        case .tooManyAnswers(let value):
            RejectionWording(
                "attempt-too-many-answers",
                pesan: "Satu percobaan menyimpan paling banyak \(value) jawaban.",
                detail: "An attempt keeps at most \(value) answers."
            )
        case .tooManySessions(let value):
            RejectionWording(
                "attempt-too-many-sessions",
                pesan: "Ujian ini sudah dibuka \(value) kali; hubungi pengawas.",
                detail: "An attempt is opened at most \(value) times."
            )
        case .over:
            RejectionWording(
                "attempt-over",
                pesan: "Ujian ini sudah selesai.",
                detail: "The attempt is over."
            )
        case .timeIsUp(let value):
            RejectionWording(
                "attempt-time-is-up",
                pesan: "Waktu habis pada \(value).",
                detail: "Time was up at \(value)."
            )
        case .timeIsNotUp:
            RejectionWording(
                "attempt-time-is-not-up",
                pesan: "Waktu belum habis.",
                detail: "Time is not up."
            )
        case .paused:
            RejectionWording(
                "attempt-paused",
                pesan: "Ujian sedang dijeda; tunggu pengawas melanjutkan.",
                detail: "The clock stands still; wait until it goes on."
            )
        case .notPaused:
            RejectionWording(
                "attempt-not-paused",
                pesan: "Ujian tidak sedang dijeda.",
                detail: "The clock is running."
            )
        case .minutesOutOfRange:
            RejectionWording(
                "attempt-minutes-out-of-range",
                pesan: "Tambahan waktu harus 1 sampai 1.440 menit.",
                detail: "Extra time is 1 to 1440 minutes."
            )
        case .incidentOutOfRange:
            RejectionWording(
                "attempt-incident-out-of-range",
                pesan: "Gangguan harus sudah berakhir dan paling lama 24 jam.",
                detail: "An incident must be over and take at most 24 hours."
            )
        case .alreadyReleased:
            RejectionWording(
                "attempt-already-released",
                pesan: "Hasil percobaan ini sudah diumumkan; gunakan keberatan.",
                detail: "The result is released; use an objection."
            )
        case .essaysWithMarkers:
            RejectionWording(
                "attempt-essays-with-markers",
                pesan: "Esai percobaan ini sudah di tangan penilai; jadwalkan ujian susulan untuk pesertanya.",
                detail: "Markers have essays of the attempt; schedule another exam for its candidate."
            )
        case .timeNotEnough(let minutes):
            RejectionWording(
                "attempt-time-not-enough",
                pesan: minutes > 1_440
                    ? "Waktu habis lebih dari sehari yang lalu; jadwalkan ujian susulan untuk pesertanya."
                    : "Waktu sudah habis; agar peserta dapat melanjutkan, berikan \(minutes) menit atau lebih.",
                detail: minutes > 1_440
                    ? "Time was up more than a day ago; schedule another exam for the candidate."
                    : "Time was up; the candidate can go on if \(minutes) minutes or more are given."
            )
        case .void:
            RejectionWording(
                "attempt-void",
                pesan: "Percobaan ini tidak dihitung.",
                detail: "The attempt counts for nothing."
            )
        case .notOver:
            RejectionWording(
                "attempt-not-over",
                pesan: "Percobaan ini masih berjalan.",
                detail: "The attempt is not over."
            )
        case .keyMissing(let value):
            RejectionWording(
                "marking-key-missing",
                pesan: "Kunci satu soal tidak tersedia.",
                detail: "There is no key for question \(value)."
            )
        case .textMissing(let value):
            RejectionWording(
                "marking-text-missing",
                pesan: "Jawaban satu soal belum dibuka.",
                detail: "The text answered to question \(value) was not opened."
            )
        case .essayNotPending(let value):
            RejectionWording(
                "marking-essay-not-pending",
                pesan: "Esai ini tidak sedang menunggu nilai.",
                detail: "No mark is awaited for question \(value)."
            )
        case .pointsOutOfRange:
            RejectionWording(
                "marking-points-out-of-range",
                pesan: "Poin di luar batas soal.",
                detail: "The points are out of the range of the question."
            )
        case .notMarked:
            RejectionWording(
                "attempt-not-marked",
                pesan: "Percobaan ini belum selesai dinilai.",
                detail: "The attempt is not fully marked."
            )
        case .notReleased:
            RejectionWording(
                "attempt-not-released",
                pesan: "Hasil percobaan ini belum diumumkan.",
                detail: "The result is not released."
            )
        }
    }
}
