import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

/// Figures and days as people in Indonesia read them.
enum IndonesianText {
    private static let months = [
        "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
        "Desember",
    ]

    /// `25 Maret 2026`.
    static func day(_ date: CalendarDate) -> String { "\(date.day) \(months[date.month - 1]) \(date.year)" }

    /// `73,33` of 7333 hundredths.
    static func score(_ hundredths: Int) -> String {
        let rest = hundredths % 100
        return "\(hundredths / 100),\(rest < 10 ? "0" : "")\(rest)"
    }

    static func verdict(_ passed: Bool) -> String { passed ? "lulus" : "belum lulus" }

    static func cause(_ cause: CorrectionCause) -> String {
        switch cause {
        case .keyRepair: "karena kunci soal diperbaiki"
        case .objection: "sesuai putusan keberatan"
        }
    }

    static func outcome(_ outcome: ObjectionOutcome) -> String {
        switch outcome {
        case .upheld: "dikabulkan"
        case .partlyUpheld: "dikabulkan sebagian"
        case .rejected: "ditolak"
        }
    }

    /// What of the exam is missing for completion.
    static func shortfall(_ shortfall: ExamShortfall) -> String {
        switch shortfall {
        case .examNotPassed: "belum lulus ujian"
        case .noExamResult: "belum ada hasil ujian"
        }
    }

    static func reason(_ reason: NonCompletionReason) -> String {
        switch reason {
        case .attendanceBelowMinimum: "kehadiran di bawah batas minimum"
        case .practiceTaskNotAssessed: "tugas praktik belum dinilai"
        case .practiceTaskNotPassed: "tugas praktik belum lulus"
        }
    }

    static func reason(_ reason: HoursCancellationReason) -> String {
        switch reason {
        case .evidenceInsufficient: "bukti tidak mencukupi"
        case .duplicate: "tercatat dua kali"
        case .enteredInError: "salah catat"
        case .completionRevoked: "penyelesaian pelatihannya dicabut"
        case .withdrawnByPerson: "ditarik kembali oleh Anda"
        }
    }
}
