package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// What each attempt of an exam is asked when something happens to the exam.
///
/// Pure; the App finds the attempts, opens what is sealed, and sends what is returned. Every command is one that does
/// nothing when it was done before.
package enum WhenExamChanges {
    /// What an attempt is asked, or what must be opened to know it.
    package enum Reaction: Sendable, Equatable {
        case nothing
        case ask(AttemptCommand)
        /// The App opens key and text, then asks `remark`.
        case remark(ExamKeyRepaired)
    }

    /// `at`: when the exam's event was recorded.
    package static func reaction(to event: ExamEvent, of attempt: CivilServantID, at: Timestamp, hash: ContentHash)
        -> Reaction
    {
        switch event {
        case .examCancelled: .ask(.void(.examCancelled, at: at, hash: hash))
        case .examIncidentDeclared(let fact):
            fact.candidates.isEmpty || fact.candidates.contains(attempt)
                ? .ask(.countIncident(fact.incident, from: fact.from, until: fact.until, at: at)) : .nothing
        case .examResultsReleased(let fact):
            .ask(.release(at: fact.releasedAt, objectionsUntil: fact.objectionsUntil))
        case .examKeyRepaired(let fact): .remark(fact)
        case .examScheduled, .examRescheduled, .extraTimeArranged: .nothing
        }
    }

    /// The re-mark that a repair asks of an attempt.
    ///
    /// Nil when a new key is needed and `key` is missing.
    package static func remark(
        _ repair: ExamKeyRepaired,
        key: AnswerKey?,
        text: OpenedText?,
        at: Timestamp,
        objectionsUntil: CalendarDate
    ) -> AttemptCommand? {
        keyInForce(repair, key: key).map {
            .remark(
                RemarkAttempt(
                    repair: repair.repair,
                    question: repair.question,
                    revision: repair.revision,
                    key: $0,
                    text: text,
                    at: at,
                    objectionsUntil: objectionsUntil
                )
            )
        }
    }

    /// How a question is marked after a repair; nil when a new key is needed and `key` is missing.
    package static func keyInForce(_ repair: ExamKeyRepaired, key: AnswerKey?) -> KeyInForce? {
        switch repair.treatment {
        case .newKey: key.map { .key($0) }
        case .fullPoints: .fullPoints
        case .excluded: .excluded
        }
    }
}
