import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import LearningRecordProjection

/// What a person is told in plain Indonesian: what happened, what can be done next, and until when.
struct Notice: Equatable {
    let sentence: String
    var next: String?
    /// Last day of the objection window.
    var until: CalendarDate?

    /// What is known besides the event.
    struct Setting {
        /// What it is about; nil while nothing is known of it yet.
        let title: String?
        /// In the zone of the exam.
        let today: CalendarDate
        /// The person had completed the batch before, or had not, by the notice before this one; nil for the first.
        let hadCompleted: Bool?
    }

    /// Nil for an event that nobody has to be told of.
    init?(_ event: LearningRecordEvent, in setting: Setting) {
        switch event {
        case .enrolment(.batch(let event)): self.init(event, in: setting)
        case .enrolment(.learningHours(let event)): self.init(event, in: setting)
        case .assessment(.attempt(let event)): self.init(event, in: setting)
        case .assessment(.objection(.objectionDecided(let fact))): self.init(fact, in: setting)
        case .enrolment(.unit), .enrolment(.civilServant), .enrolment(.programme), .assessment(.question),
            .assessment(.exam), .assessment(.essay), .assessment(.objection):
            return nil
        }
    }

    private init(_ sentence: String, _ next: String? = nil, until: CalendarDate? = nil) {
        self.sentence = sentence
        self.next = next
        self.until = until
    }

    private init?(_ event: AttemptEvent, in setting: Setting) {
        let exam = setting.title ?? "sebuah ujian"
        switch event {
        case .resultReleased(let fact):
            let verdict = IndonesianText.verdict(fact.passed)
            self.init(
                "Hasil ujian \(exam), percobaan ke-\(fact.number), diumumkan: nilai "
                    + "\(IndonesianText.score(fact.scoreHundredths)), \(verdict) (batas lulus \(fact.passPercent)).",
                Self.contest(until: fact.objectionsUntil, today: setting.today),
                until: fact.objectionsUntil
            )
        case .resultCorrected(let fact):
            self.init(
                TimelineSentence.of(.attempt(event), title: setting.title),
                Self.contest(until: fact.objectionsUntil, today: setting.today),
                until: fact.objectionsUntil
            )
        case .externalResultRecorded:
            self.init(
                TimelineSentence.of(.attempt(event), title: setting.title),
                "Bila tidak sesuai, hubungi penyelenggara ujian itu."
            )
        case .attemptClosed(let fact):
            guard fact.reason == .examCancelled || fact.reason == .batchCancelled else { return nil }
            self.init(
                "Ujian \(exam) ditutup karena \(TimelineSentence.reason(fact.reason)); percobaan Anda tidak dihitung.",
                "Tidak ada yang perlu Anda lakukan. Jadwal pengganti, bila ada, diberitahukan oleh penyelenggara."
            )
        case .attemptStarted, .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .extraTimeGranted,
            .attemptPaused, .attemptResumed, .incidentCounted, .attemptReopened, .attemptSubmitted, .attemptMarked,
            .essayMarkEntered, .resultDetermined, .attemptRemarked:
            return nil
        }
    }

    private static func contest(until day: CalendarDate, today: CalendarDate) -> String {
        today <= day
            ? "Bila tidak setuju, Anda dapat mengajukan keberatan sampai \(IndonesianText.day(day))."
            : "Masa pengajuan keberatan berakhir pada \(IndonesianText.day(day))."
    }

    private init(_ fact: ObjectionDecided, in setting: Setting) {
        let contested = setting.title.map { "hasil ujian \($0)" } ?? "sebuah keputusan"
        self.init(
            "Keberatan Anda atas \(contested) \(IndonesianText.outcome(fact.outcome)).",
            fact.needsRecalculation
                ? "Hasilnya dihitung ulang; Anda diberi tahu bila berubah."
                : "Alasan putusan dapat Anda baca pada keberatan itu."
        )
    }

    private init?(_ event: BatchEvent, in setting: Setting) {
        let batch = setting.title ?? "sebuah pelatihan"
        switch event {
        case .participantCompleted(let fact):
            let now = setting.hadCompleted == false ? "kini " : ""
            self.init("Anda \(now)dinyatakan menyelesaikan \(batch), \(fact.learningHours) JP.")
        case .participantDidNotComplete(let fact):
            let missing =
                fact.reasons.map(IndonesianText.reason)
                + [fact.examShortfall].compactMap(\.self).map(IndonesianText.shortfall)
            let reasons = missing.joined(separator: ", ")
            self.init(
                setting.hadCompleted == true
                    ? "Penyelesaian Anda atas \(batch) dicabut: \(reasons)."
                    : "Anda belum dinyatakan menyelesaikan \(batch): \(reasons).",
                "Bila ada data yang keliru, hubungi penyelenggara pelatihan."
            )
        case .batchScheduled, .batchRescheduled, .batchCapacityChanged, .batchCancelled, .batchClosed,
            .participantEnrolled, .participantQueued, .seatOffered, .seatAccepted, .seatDeclined, .seatOfferExpired,
            .participantWithdrew, .queueReordered, .attendanceRecorded, .practiceTaskAssessed,
            .examResultNoted:
            return nil
        }
    }

    private init?(_ event: LearningHoursEvent, in setting: Setting) {
        let source = setting.title.map { " dari \($0)" } ?? ""
        switch event {
        case .learningHoursRecorded(let fact):
            // What a person claimed is no news to that person.
            guard fact.source == .training else { return nil }
            self.init("Tercatat \(fact.awarded) JP\(source), dihitung \(fact.counted) JP.")
        case .learningHoursCancelled(let fact):
            self.init(
                "Jam pelajaran\(source) dibatalkan: \(IndonesianText.reason(fact.reason)).",
                fact.reason == .withdrawnByPerson ? nil : "Bila ada data yang keliru, hubungi unit kepegawaian."
            )
        case .learningHoursRecounted(let fact):
            self.init("Jam pelajaran\(source) dihitung ulang menjadi \(fact.counted) JP.")
        case .learningHoursVerified: return nil
        }
    }
}
