package import EventSourcing

/// What happens to one objection.
package enum ObjectionEvent: DomainEvent {
    case objectionFiled(ObjectionFiled)
    case reviewerAssigned(ReviewerAssigned)
    case reviewerRecused(ReviewerRecused)
    case statementHeard(StatementHeard)
    case statementMissed(StatementMissed)
    case objectionDecided(ObjectionDecided)
    case resultRecalculated(ResultRecalculated)
    case objectionWithdrawn(ObjectionWithdrawn)
    case objectionBecameFinal(ObjectionBecameFinal)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case objectionFiled = "assessment.objection-filed.v1"
        case reviewerAssigned = "assessment.reviewer-assigned.v1"
        case reviewerRecused = "assessment.reviewer-recused.v1"
        case statementHeard = "assessment.statement-heard.v1"
        case statementMissed = "assessment.statement-missed.v1"
        case objectionDecided = "assessment.objection-decided.v1"
        case resultRecalculated = "assessment.result-recalculated.v1"
        case objectionWithdrawn = "assessment.objection-withdrawn.v1"
        case objectionBecameFinal = "assessment.objection-became-final.v1"
    }

    package var name: Name {
        switch self {
        case .objectionFiled: .objectionFiled
        case .reviewerAssigned: .reviewerAssigned
        case .reviewerRecused: .reviewerRecused
        case .statementHeard: .statementHeard
        case .statementMissed: .statementMissed
        case .objectionDecided: .objectionDecided
        case .resultRecalculated: .resultRecalculated
        case .objectionWithdrawn: .objectionWithdrawn
        case .objectionBecameFinal: .objectionBecameFinal
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .objectionFiled(let payload): payload
        case .reviewerAssigned(let payload): payload
        case .reviewerRecused(let payload): payload
        case .statementHeard(let payload): payload
        case .statementMissed(let payload): payload
        case .objectionDecided(let payload): payload
        case .resultRecalculated(let payload): payload
        case .objectionWithdrawn(let payload): payload
        case .objectionBecameFinal(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .objectionFiled: self = .objectionFiled(try CanonicalJSON.decode(ObjectionFiled.self, from: body))
        case .reviewerAssigned: self = .reviewerAssigned(try CanonicalJSON.decode(ReviewerAssigned.self, from: body))
        case .reviewerRecused: self = .reviewerRecused(try CanonicalJSON.decode(ReviewerRecused.self, from: body))
        case .statementHeard: self = .statementHeard(try CanonicalJSON.decode(StatementHeard.self, from: body))
        case .statementMissed: self = .statementMissed(try CanonicalJSON.decode(StatementMissed.self, from: body))
        case .objectionDecided: self = .objectionDecided(try CanonicalJSON.decode(ObjectionDecided.self, from: body))
        case .resultRecalculated:
            self = .resultRecalculated(try CanonicalJSON.decode(ResultRecalculated.self, from: body))
        case .objectionWithdrawn:
            self = .objectionWithdrawn(try CanonicalJSON.decode(ObjectionWithdrawn.self, from: body))
        case .objectionBecameFinal:
            self = .objectionBecameFinal(try CanonicalJSON.decode(ObjectionBecameFinal.self, from: body))
        }
    }
}
