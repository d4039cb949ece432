package import EventSourcing

/// What happens to a civil servant (*ASN*) in the register.
package enum CivilServantEvent: DomainEvent {
    case civilServantHired(CivilServantHired)
    case civilServantMoved(CivilServantMoved)
    case civilServantPromoted(CivilServantPromoted)
    case superiorChanged(SuperiorChanged)
    case personalDataCorrected(PersonalDataCorrected)
    case civilServantLeft(CivilServantLeft)
    case personalDataErased(PersonalDataErased)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case civilServantHired = "enrolment.civil-servant-hired.v1"
        case civilServantMoved = "enrolment.civil-servant-moved.v1"
        case civilServantPromoted = "enrolment.civil-servant-promoted.v1"
        case superiorChanged = "enrolment.superior-changed.v1"
        case personalDataCorrected = "enrolment.personal-data-corrected.v1"
        case civilServantLeft = "enrolment.civil-servant-left.v1"
        case personalDataErased = "enrolment.personal-data-erased.v1"
    }

    package var name: Name {
        switch self {
        case .civilServantHired: .civilServantHired
        case .civilServantMoved: .civilServantMoved
        case .civilServantPromoted: .civilServantPromoted
        case .superiorChanged: .superiorChanged
        case .personalDataCorrected: .personalDataCorrected
        case .civilServantLeft: .civilServantLeft
        case .personalDataErased: .personalDataErased
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .civilServantHired(let payload): payload
        case .civilServantMoved(let payload): payload
        case .civilServantPromoted(let payload): payload
        case .superiorChanged(let payload): payload
        case .personalDataCorrected(let payload): payload
        case .civilServantLeft(let payload): payload
        case .personalDataErased(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .civilServantHired: self = .civilServantHired(try CanonicalJSON.decode(CivilServantHired.self, from: body))
        case .civilServantMoved: self = .civilServantMoved(try CanonicalJSON.decode(CivilServantMoved.self, from: body))
        case .civilServantPromoted:
            self = .civilServantPromoted(try CanonicalJSON.decode(CivilServantPromoted.self, from: body))
        case .superiorChanged: self = .superiorChanged(try CanonicalJSON.decode(SuperiorChanged.self, from: body))
        case .personalDataCorrected:
            self = .personalDataCorrected(try CanonicalJSON.decode(PersonalDataCorrected.self, from: body))
        case .civilServantLeft: self = .civilServantLeft(try CanonicalJSON.decode(CivilServantLeft.self, from: body))
        case .personalDataErased:
            self = .personalDataErased(try CanonicalJSON.decode(PersonalDataErased.self, from: body))
        }
    }
}
