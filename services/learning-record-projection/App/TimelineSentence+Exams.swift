import AssessmentEvents
import CivilServiceKernel

extension TimelineSentence {
    /// Says nothing of a result but what the event released.
    static func of(_ event: AssessmentEvent, title: String?) -> String {
        let exam = title ?? "sebuah ujian"
        return switch event {
        case .attempt(let event): of(event, exam)
        case .objection(let event): of(event, title.map { "hasil ujian \($0)" } ?? "sebuah keputusan")
        // No line of a person's timeline comes from these.
        case .question, .exam, .essay: "Data rujukan berubah."
        }
    }

    private static func of(_ event: AttemptEvent, _ exam: String) -> String {
        switch event {
        case .attemptStarted(let fact): "Memulai ujian \(exam), percobaan ke-\(fact.number)."
        case .attemptReopened: "Ujian \(exam) dilanjutkan karena waktu dikembalikan."
        case .attemptSubmitted(let fact): "Menyerahkan jawaban ujian \(exam), \(fact.answered) soal terjawab."
        case .attemptClosed(let fact): "Ujian \(exam) ditutup: \(reason(fact.reason))."
        case .resultReleased(let fact):
            "Hasil ujian \(exam): nilai \(IndonesianText.score(fact.scoreHundredths)), "
                + "\(IndonesianText.verdict(fact.passed))."
        case .resultCorrected(let fact):
            "Nilai ujian \(exam) dikoreksi \(IndonesianText.cause(fact.cause)): "
                + "\(IndonesianText.score(fact.scoreBefore)) (\(IndonesianText.verdict(fact.passedBefore))) menjadi "
                + "\(IndonesianText.score(fact.scoreAfter)) (\(IndonesianText.verdict(fact.passedAfter)))."
        case .externalResultRecorded(let fact):
            "Hasil ujian \(exam) dari \(fact.source): nilai \(IndonesianText.score(fact.scoreHundredths)), "
                + "\(IndonesianText.verdict(fact.passed))."
        case .sessionOpened, .answerSaved, .answerKeptAside, .answerAdmitted, .extraTimeGranted, .attemptPaused,
            .attemptResumed, .incidentCounted, .attemptMarked, .essayMarkEntered, .resultDetermined, .attemptRemarked:
            "Ujian \(exam) berjalan."
        }
    }

    private static func of(_ event: ObjectionEvent, _ contested: String) -> String {
        switch event {
        case .objectionFiled(let fact):
            "Mengajukan keberatan atas \(contested), diputus paling lambat \(IndonesianText.day(fact.decisionDueOn))."
        case .objectionDecided(let fact):
            "Keberatan atas \(contested) \(IndonesianText.outcome(fact.outcome))."
        case .objectionWithdrawn: "Menarik kembali keberatan atas \(contested)."
        case .objectionBecameFinal: "Keberatan atas \(contested) selesai."
        case .reviewerAssigned, .reviewerRecused, .statementHeard, .statementMissed, .resultRecalculated:
            "Keberatan atas \(contested) diperiksa."
        }
    }

    static func reason(_ reason: ClosingReason) -> String {
        switch reason {
        case .timeUp: "waktu habis"
        case .examCancelled: "ujian dibatalkan"
        case .batchCancelled: "pelatihannya dibatalkan"
        case .candidateLeft: "berhenti dari dinas"
        }
    }
}
