package import EventSourcing

/// What happens to the learning-hours ledger (*JP*) of one civil servant; the stream's id is the civil servant's.
package enum LearningHoursEvent: DomainEvent {
    case learningHoursRecorded(LearningHoursRecorded)
    case learningHoursVerified(LearningHoursVerified)
    case learningHoursCancelled(LearningHoursCancelled)
    case learningHoursRecounted(LearningHoursRecounted)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case learningHoursRecorded = "enrolment.learning-hours-recorded.v1"
        case learningHoursVerified = "enrolment.learning-hours-verified.v1"
        case learningHoursCancelled = "enrolment.learning-hours-cancelled.v1"
        case learningHoursRecounted = "enrolment.learning-hours-recounted.v1"
    }

    package var name: Name {
        switch self {
        case .learningHoursRecorded: .learningHoursRecorded
        case .learningHoursVerified: .learningHoursVerified
        case .learningHoursCancelled: .learningHoursCancelled
        case .learningHoursRecounted: .learningHoursRecounted
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .learningHoursRecorded(let payload): payload
        case .learningHoursVerified(let payload): payload
        case .learningHoursCancelled(let payload): payload
        case .learningHoursRecounted(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .learningHoursRecorded:
            self = .learningHoursRecorded(try CanonicalJSON.decode(LearningHoursRecorded.self, from: body))
        case .learningHoursVerified:
            self = .learningHoursVerified(try CanonicalJSON.decode(LearningHoursVerified.self, from: body))
        case .learningHoursCancelled:
            self = .learningHoursCancelled(try CanonicalJSON.decode(LearningHoursCancelled.self, from: body))
        case .learningHoursRecounted:
            self = .learningHoursRecounted(try CanonicalJSON.decode(LearningHoursRecounted.self, from: body))
        }
    }
}
