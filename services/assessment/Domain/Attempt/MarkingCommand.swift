package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// How a question is marked: by its key, or as a repair decided.
package enum KeyInForce: Sendable, Equatable {
    case key(AnswerKey)
    /// Everybody who had the question gets all its points.
    case fullPoints
    /// The question counts for nobody.
    case excluded
}

/// A sealed answer, opened by the edge.
package enum OpenedText: Sendable, Equatable {
    case text(String)
    /// The candidate's key was destroyed: the text can never be read again.
    case erased
}

/// Marks what needs no person.
package struct MarkAttempt: Sendable, Equatable {
    /// By question of the paper, repairs included; essays need none.
    package var keys: [QuestionID: KeyInForce]
    /// Short texts that count, opened.
    package var texts: [QuestionID: OpenedText]

    package init(keys: [QuestionID: KeyInForce], texts: [QuestionID: OpenedText] = [:]) {
        self.keys = keys
        self.texts = texts
    }
}

/// Marks one question again because its key was wrong.
package struct RemarkAttempt: Sendable, Equatable {
    package var repair: KeyRepairID
    package var question: QuestionID
    package var revision: Int
    package var key: KeyInForce
    /// The short text that counts, opened; nil for other kinds and for no answer.
    package var text: OpenedText?
    package var at: Timestamp
    /// Last day on which a corrected result may be contested.
    package var objectionsUntil: CalendarDate

    package init(
        repair: KeyRepairID,
        question: QuestionID,
        revision: Int,
        key: KeyInForce,
        text: OpenedText? = nil,
        at: Timestamp,
        objectionsUntil: CalendarDate
    ) {
        self.repair = repair
        self.question = question
        self.revision = revision
        self.key = key
        self.text = text
        self.at = at
        self.objectionsUntil = objectionsUntil
    }
}

/// Changes marks as an objection decided.
package struct AdjustMarks: Sendable, Equatable {
    package var objection: ObjectionID
    /// Points in hundredths, by question.
    package var points: [QuestionID: Int]
    package var at: Timestamp
    package var objectionsUntil: CalendarDate

    package init(objection: ObjectionID, points: [QuestionID: Int], at: Timestamp, objectionsUntil: CalendarDate) {
        self.objection = objection
        self.points = points
        self.at = at
        self.objectionsUntil = objectionsUntil
    }
}
