package import EventSourcing

/// What happens to one question of the bank.
package enum QuestionEvent: DomainEvent {
    case questionAdded(QuestionAdded)
    case questionRevised(QuestionRevised)
    case questionRetired(QuestionRetired)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case questionAdded = "assessment.question-added.v1"
        case questionRevised = "assessment.question-revised.v1"
        case questionRetired = "assessment.question-retired.v1"
    }

    package var name: Name {
        switch self {
        case .questionAdded: .questionAdded
        case .questionRevised: .questionRevised
        case .questionRetired: .questionRetired
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .questionAdded(let payload): payload
        case .questionRevised(let payload): payload
        case .questionRetired(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .questionAdded: self = .questionAdded(try CanonicalJSON.decode(QuestionAdded.self, from: body))
        case .questionRevised: self = .questionRevised(try CanonicalJSON.decode(QuestionRevised.self, from: body))
        case .questionRetired: self = .questionRetired(try CanonicalJSON.decode(QuestionRetired.self, from: body))
        }
    }
}
