package import AssessmentEvents
package import CivilServiceKernel
package import EventSourcing

/// An exam as its own history tells it.
package struct Exam: Sendable, Equatable, Codable {
    package enum Phase: String, Sendable, Codable { case unknown, scheduled, cancelled, released }

    package private(set) var phase = Phase.unknown
    /// What was said when it was scheduled; times may have changed since.
    package private(set) var rules: ExamScheduled?
    package private(set) var times: ExamTimes?
    /// Extra time by candidate, in per cent of the standard time.
    package private(set) var extraPercent: [CivilServantID: Int] = [:]
    package private(set) var incidents: [ExamIncidentDeclared] = []
    /// The newest repair of each question.
    package private(set) var repairs: [QuestionID: ExamKeyRepaired] = [:]
    package private(set) var objectionsUntil: CalendarDate?

    package init() {}

    /// What the key of `question` is worth now; nil when it was never repaired.
    package func repair(of question: QuestionID) -> ExamKeyRepaired? { repairs[question] }

    /// Keys and feedback may be shown to whoever sat the exam.
    package var mayShowKeys: Bool { phase == .released }

    mutating func apply(_ event: ExamEvent) {
        switch event {
        case .examScheduled(let fact):
            phase = .scheduled
            rules = fact
            times = ExamTimes(opensAt: fact.opensAt, closesAt: fact.closesAt, durationMinutes: fact.durationMinutes)
        case .examRescheduled(let fact):
            times = ExamTimes(opensAt: fact.opensAt, closesAt: fact.closesAt, durationMinutes: fact.durationMinutes)
        case .examCancelled: phase = .cancelled
        case .extraTimeArranged(let fact): extraPercent[fact.civilServant] = fact.extraPercent
        case .examIncidentDeclared(let fact): incidents.append(fact)
        case .examKeyRepaired(let fact): repairs[fact.question] = fact
        case .examResultsReleased(let fact):
            phase = .released
            objectionsUntil = fact.objectionsUntil
        }
    }
}

/// When an exam may be sat, and for how long.
package struct ExamTimes: Sendable, Equatable, Codable {
    package var opensAt: Timestamp
    package var closesAt: Timestamp
    package var durationMinutes: Int

    package init(opensAt: Timestamp, closesAt: Timestamp, durationMinutes: Int) {
        self.opensAt = opensAt
        self.closesAt = closesAt
        self.durationMinutes = durationMinutes
    }

    func check() throws(ExamRejection) {
        guard opensAt < closesAt else { throw .closesBeforeItOpens }
        guard (1...1_440).contains(durationMinutes) else { throw .durationOutOfRange }
    }
}
