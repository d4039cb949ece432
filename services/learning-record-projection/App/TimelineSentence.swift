import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import LearningRecordProjection

/// What happened to a person, as the record says it in Indonesian; never holds a sealed value.
enum TimelineSentence {
    /// `title`: of the batch or exam that it is about; nil while nothing is known of it yet.
    static func of(_ event: LearningRecordEvent, title: String?) -> String {
        switch event {
        case .enrolment(let event): of(event, title: title)
        case .assessment(let event): of(event, title: title)
        }
    }

    private static func of(_ event: EnrolmentEvent, title: String?) -> String {
        let batch = title ?? "sebuah pelatihan"
        return switch event {
        case .unit, .programme: "Data rujukan berubah."  // no line of a person's timeline comes from these
        case .civilServant(let event): of(event)
        case .batch(let event): of(event, batch)
        case .learningHours(let event): of(event)
        }
    }

    private static func of(_ event: CivilServantEvent) -> String {
        switch event {
        case .civilServantHired(let fact): "Terdaftar sebagai \(fact.employmentKind.rawValue), \(fact.postTitle)."
        case .civilServantMoved(let fact): "Pindah unit atau jabatan: \(fact.postTitle)."
        case .civilServantPromoted(let fact): "Naik pangkat menjadi \(fact.rank)."
        case .superiorChanged: "Atasan langsung berganti."
        case .personalDataCorrected: "Data pribadi dikoreksi."
        case .civilServantLeft: "Berhenti dari dinas."
        case .personalDataErased: "Data pribadi dihapus atas dasar hukum."
        }
    }

    private static func of(_ event: BatchEvent, _ batch: String) -> String {
        switch event {
        case .batchScheduled, .batchRescheduled, .batchCapacityChanged, .batchCancelled, .batchClosed:
            "Jadwal \(batch) berubah."
        case .participantEnrolled: "Terdaftar di \(batch)."
        case .participantQueued(let fact):
            "Masuk antrean \(batch), urutan \(fact.position) dari \(fact.queueLength)."
        case .seatOffered(let fact): "Ditawari kursi di \(batch), berlaku sampai \(fact.expiresAt)."
        case .seatAccepted: "Menerima kursi di \(batch)."
        case .seatDeclined: "Menolak kursi di \(batch)."
        case .seatOfferExpired: "Tawaran kursi di \(batch) lewat batas waktu."
        case .participantWithdrew: "Mengundurkan diri dari \(batch)."
        case .queueReordered(let fact):
            "Urutan antrean \(batch) diubah dari \(fact.fromPosition) ke \(fact.toPosition), dengan alasan tercatat."
        case .attendanceRecorded(let fact): "Kehadiran di \(batch): \(word(for: fact.status))."
        case .practiceTaskAssessed(let fact): "Tugas praktik \(batch) \(fact.passed ? "lulus" : "belum lulus")."
        case .examResultNoted(let fact):
            "Hasil ujian \(batch) \(fact.basis == .corrected ? "dikoreksi" : "tercatat"): "
                + (fact.passed ? "lulus." : "belum lulus.")
        case .participantCompleted(let fact): "Menyelesaikan \(batch), \(fact.learningHours) JP."
        case .participantDidNotComplete: "Belum menyelesaikan \(batch)."
        }
    }

    private static func of(_ event: LearningHoursEvent) -> String {
        switch event {
        case .learningHoursRecorded(let fact): "Tercatat \(fact.awarded) JP, dihitung \(fact.counted) JP."
        case .learningHoursVerified: "Jam pelajaran diverifikasi."
        case .learningHoursCancelled: "Jam pelajaran dibatalkan."
        case .learningHoursRecounted(let fact): "Jam pelajaran dihitung ulang menjadi \(fact.counted) JP."
        }
    }

    private static func word(for status: AttendanceStatus) -> String {
        switch status {
        case .present: "hadir"
        case .late: "terlambat"
        case .excused: "izin"
        case .absent: "tidak hadir"
        }
    }
}
