package import EventSourcing

/// What happens to an exam.
package enum ExamEvent: DomainEvent {
    case examScheduled(ExamScheduled)
    case examRescheduled(ExamRescheduled)
    case examCancelled(ExamCancelled)
    case extraTimeArranged(ExtraTimeArranged)
    case examIncidentDeclared(ExamIncidentDeclared)
    case examKeyRepaired(ExamKeyRepaired)
    case examResultsReleased(ExamResultsReleased)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case examScheduled = "assessment.exam-scheduled.v1"
        case examRescheduled = "assessment.exam-rescheduled.v1"
        case examCancelled = "assessment.exam-cancelled.v1"
        case extraTimeArranged = "assessment.extra-time-arranged.v1"
        case examIncidentDeclared = "assessment.exam-incident-declared.v1"
        case examKeyRepaired = "assessment.exam-key-repaired.v1"
        case examResultsReleased = "assessment.exam-results-released.v1"
    }

    package var name: Name {
        switch self {
        case .examScheduled: .examScheduled
        case .examRescheduled: .examRescheduled
        case .examCancelled: .examCancelled
        case .extraTimeArranged: .extraTimeArranged
        case .examIncidentDeclared: .examIncidentDeclared
        case .examKeyRepaired: .examKeyRepaired
        case .examResultsReleased: .examResultsReleased
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .examScheduled(let payload): payload
        case .examRescheduled(let payload): payload
        case .examCancelled(let payload): payload
        case .extraTimeArranged(let payload): payload
        case .examIncidentDeclared(let payload): payload
        case .examKeyRepaired(let payload): payload
        case .examResultsReleased(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .examScheduled: self = .examScheduled(try CanonicalJSON.decode(ExamScheduled.self, from: body))
        case .examRescheduled: self = .examRescheduled(try CanonicalJSON.decode(ExamRescheduled.self, from: body))
        case .examCancelled: self = .examCancelled(try CanonicalJSON.decode(ExamCancelled.self, from: body))
        case .extraTimeArranged: self = .extraTimeArranged(try CanonicalJSON.decode(ExtraTimeArranged.self, from: body))
        case .examIncidentDeclared:
            self = .examIncidentDeclared(try CanonicalJSON.decode(ExamIncidentDeclared.self, from: body))
        case .examKeyRepaired: self = .examKeyRepaired(try CanonicalJSON.decode(ExamKeyRepaired.self, from: body))
        case .examResultsReleased:
            self = .examResultsReleased(try CanonicalJSON.decode(ExamResultsReleased.self, from: body))
        }
    }
}
