package import CivilServiceKernel
package import AssessmentEvents
import EventSourcing

/// Why nothing happens to an exam.
package enum ExamRejection: BusinessRejection {
    case notScheduled
    case alreadyScheduled
    case cancelled
    case batchCancelled
    case released
    case notReleasedBeforeClosing(LocalTime)
    case closesBeforeItOpens
    case durationOutOfRange
    case passPercentOutOfRange
    case attemptsOutOfRange
    case percentOutOfRange
    case objectionDaysOutOfRange
    case poolOutOfRange
    case questionTwice(QuestionID)
    case questionWithoutPoints(QuestionID)
    case questionRetired(QuestionID)
    case blueprintOutOfRange
    case blueprintNotFillable(String, missing: Int)
    case incidentEndsBeforeItStarts
    case incidentInFuture
    case incidentTooLong
    case incidentAfterRelease
    case notInPool(QuestionID)
    case keyMissing
    case essayNeedsNoKey
    case nothingLeft
    case keyRefused(QuestionRejection)
    case external
    case tooManyIncidents

    package var wording: RejectionWording {
        switch self {
        case .notScheduled:
            RejectionWording(
                "exam-not-scheduled",
                pesan: "Ujian ini belum dijadwalkan.",
                detail: "The exam is not scheduled."
            )
        case .alreadyScheduled:
            RejectionWording(
                "exam-already-scheduled",
                pesan: "Ujian ini sudah dijadwalkan dengan isi lain.",
                detail: "The exam is scheduled with other content."
            )
        case .cancelled:
            RejectionWording(
                "exam-cancelled",
                pesan: "Ujian ini dibatalkan.",
                detail: "The exam was cancelled."
            )
        case .batchCancelled:
            RejectionWording(
                "exam-batch-cancelled",
                pesan: "Angkatan ujian ini dibatalkan; tidak ada ujian yang dapat dijadwalkan untuknya.",
                detail: "The batch of the exam was cancelled; no exam can be scheduled for it."
            )
        case .released:
            RejectionWording(
                "exam-results-released",
                pesan: "Hasil ujian ini sudah diumumkan.",
                detail: "The results of the exam are released."
            )
        case .notReleasedBeforeClosing(let value):
            RejectionWording(
                "exam-not-closed",
                pesan: "Ujian baru ditutup pada \(value).",
                detail: "The exam closes only at \(value)."
            )
        case .closesBeforeItOpens:
            RejectionWording(
                "exam-closes-before-it-opens",
                pesan: "Ujian harus ditutup setelah dibuka.",
                detail: "The exam must close after it opens."
            )
        case .durationOutOfRange:
            RejectionWording(
                "exam-duration-out-of-range",
                pesan: "Durasi ujian harus 1 sampai 1.440 menit.",
                detail: "An exam takes 1 to 1440 minutes."
            )
        case .passPercentOutOfRange:
            RejectionWording(
                "exam-pass-percent-out-of-range",
                pesan: "Batas lulus harus 0 sampai 100 persen.",
                detail: "The pass mark must be 0 to 100 per cent."
            )
        case .attemptsOutOfRange:
            RejectionWording(
                "exam-attempts-out-of-range",
                pesan: "Jumlah percobaan harus 1 sampai 10.",
                detail: "Between 1 and 10 attempts can be allowed."
            )
        case .percentOutOfRange:
            RejectionWording(
                "exam-percent-out-of-range",
                pesan: "Persentase di luar batas.",
                detail: "A percentage is out of range."
            )
        case .objectionDaysOutOfRange:
            RejectionWording(
                "exam-objection-days-out-of-range",
                pesan: "Masa keberatan harus 1 sampai 60 hari kerja.",
                detail: "The objection window must be 1 to 60 working days."
            )
        case .poolOutOfRange:
            RejectionWording(
                "exam-pool-out-of-range",
                pesan: "Ujian harus memiliki 1 sampai 1.000 soal; ujian di luar sistem tidak memiliki soal.",
                detail: "An exam draws from 1 to 1000 questions; an exam held elsewhere has none."
            )
        case .questionTwice(let value):
            RejectionWording(
                "exam-question-twice",
                pesan: "Satu soal tercantum dua kali.",
                detail: "Question \(value) is listed twice."
            )
        case .questionWithoutPoints(let value):
            RejectionWording(
                "exam-question-without-points",
                pesan: "Setiap soal harus bernilai 0,01 sampai 1.000 poin.",
                detail: "Question \(value) must be worth 0.01 to 1000 points."
            )
        case .questionRetired(let value):
            RejectionWording(
                "exam-question-retired",
                pesan: "Satu soal sudah ditarik dari bank soal.",
                detail: "Question \(value) is retired."
            )
        case .blueprintOutOfRange:
            RejectionWording(
                "exam-blueprint-out-of-range",
                pesan:
                    "Setiap baris kisi-kisi harus meminta paling sedikit satu soal, dan tidak boleh tercantum dua kali.",
                detail: "Each row of the blueprint must ask for at least one question and be listed once."
            )
        case .blueprintNotFillable(let value, let other):
            RejectionWording(
                "exam-blueprint-not-fillable",
                pesan: "Soal untuk topik \(value) kurang \(other).",
                detail: "The pool lacks \(other) questions for topic \(value)."
            )
        case .incidentEndsBeforeItStarts:
            RejectionWording(
                "incident-ends-before-it-starts",
                pesan: "Gangguan harus berakhir setelah dimulai.",
                detail: "The incident must end after it starts."
            )
        case .incidentInFuture:
            RejectionWording(
                "incident-in-future",
                pesan: "Gangguan hanya dapat dicatat setelah berakhir.",
                detail: "An incident can be declared only when it is over."
            )
        case .incidentTooLong:
            RejectionWording(
                "incident-too-long",
                pesan: "Satu gangguan paling lama 24 jam; jadwalkan ulang ujian.",
                detail: "An incident takes at most 24 hours; reschedule the exam instead."
            )
        case .incidentAfterRelease:
            RejectionWording(
                "incident-after-release",
                pesan:
                    "Hasil ujian sudah diumumkan; untuk peserta yang terganggu, jadwalkan ujian susulan atau gunakan "
                    + "keberatan.",
                detail: "The results are released; schedule another exam for those concerned, or use objections."
            )
        case .notInPool(let value):
            RejectionWording(
                "exam-question-not-in-pool",
                pesan: "Soal ini tidak ada di ujian ini.",
                detail: "Question \(value) is not in the exam at that revision."
            )
        case .keyMissing:
            RejectionWording(
                "key-repair-without-key",
                pesan: "Perbaikan ini harus menyertakan kunci baru, dan hanya perbaikan ini.",
                detail: "A new key must be given for this treatment, and for no other."
            )
        case .essayNeedsNoKey:
            RejectionWording(
                "key-repair-of-essay",
                pesan: "Esai dinilai ulang oleh penilai, bukan dengan kunci baru.",
                detail: "An essay is marked again by people, not by a new key."
            )
        case .nothingLeft:
            RejectionWording(
                "key-repair-leaves-nothing",
                pesan: "Paling sedikit satu soal harus tetap dinilai.",
                detail: "At least one question must go on counting."
            )
        case .keyRefused(let value):
            RejectionWording(
                "key-repair-refused",
                pesan: "Kunci baru tidak sah: \(value.pesan)",
                detail: "The new key breaks a rule: \(value.detail)"
            )
        case .external:
            RejectionWording(
                "exam-external",
                pesan: "Ujian ini diadakan di luar sistem.",
                detail: "The exam is held elsewhere."
            )
        case .tooManyIncidents:
            RejectionWording(
                "exam-too-many-incidents",
                pesan: "Gangguan pada ujian ini terlalu banyak; jadwalkan ulang.",
                detail: "The exam has too many incidents; reschedule it."
            )
        }
    }
}
