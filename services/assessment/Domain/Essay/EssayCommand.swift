package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// What may be asked of an essay that is being marked.
package enum EssayCommand: Sendable, Equatable {
    /// A policy asks this when an attempt with an essay is marked.
    case open(OpenEssay)
    case assignMarkers(CivilServantID, CivilServantID)
    case replaceMarker(CivilServantID, by: CivilServantID, reason: Explanation)
    case giveMark(GiveEssayMark)
    case assignReconciler(CivilServantID)
    case reconcile(CivilServantID, [CriterionMark], note: SealedField?)
}

/// Puts an essay on the markers' table.
package struct OpenEssay: Sendable, Equatable {
    package var exam: ExamID
    package var attempt: AttemptID
    package var candidate: CivilServantID
    package var question: QuestionID
    package var revision: Int
    package var maxHundredths: Int
    /// Share of the points by which two markers may differ.
    package var markersDifferPercent: Int
    package var criteria: [String]

    package init(
        exam: ExamID,
        attempt: AttemptID,
        candidate: CivilServantID,
        question: QuestionID,
        revision: Int,
        maxHundredths: Int,
        markersDifferPercent: Int,
        criteria: [String]
    ) {
        self.exam = exam
        self.attempt = attempt
        self.candidate = candidate
        self.question = question
        self.revision = revision
        self.maxHundredths = maxHundredths
        self.markersDifferPercent = markersDifferPercent
        self.criteria = criteria
    }
}

/// A marker's judgement, line by line.
package struct GiveEssayMark: Sendable, Equatable {
    package var marker: CivilServantID
    package var criteria: [CriterionMark]
    package var note: SealedField?

    package init(marker: CivilServantID, criteria: [CriterionMark], note: SealedField? = nil) {
        self.marker = marker
        self.criteria = criteria
        self.note = note
    }
}
