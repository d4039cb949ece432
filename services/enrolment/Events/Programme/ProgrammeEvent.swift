package import EventSourcing

/// What happens to a development programme in the catalogue.
package enum ProgrammeEvent: DomainEvent {
    case programmePublished(ProgrammePublished)
    case programmeRevised(ProgrammeRevised)
    case programmeRetired(ProgrammeRetired)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case programmePublished = "enrolment.programme-published.v1"
        case programmeRevised = "enrolment.programme-revised.v1"
        case programmeRetired = "enrolment.programme-retired.v1"
    }

    package var name: Name {
        switch self {
        case .programmePublished: .programmePublished
        case .programmeRevised: .programmeRevised
        case .programmeRetired: .programmeRetired
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .programmePublished(let payload): payload
        case .programmeRevised(let payload): payload
        case .programmeRetired(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .programmePublished:
            self = .programmePublished(try CanonicalJSON.decode(ProgrammePublished.self, from: body))
        case .programmeRevised: self = .programmeRevised(try CanonicalJSON.decode(ProgrammeRevised.self, from: body))
        case .programmeRetired: self = .programmeRetired(try CanonicalJSON.decode(ProgrammeRetired.self, from: body))
        }
    }
}
