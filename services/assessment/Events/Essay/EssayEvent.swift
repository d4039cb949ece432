package import EventSourcing

/// What happens to one essay while it is marked.
package enum EssayEvent: DomainEvent {
    case essayOpened(EssayOpened)
    case markersAssigned(MarkersAssigned)
    case markerReplaced(MarkerReplaced)
    case essayMarkGiven(EssayMarkGiven)
    case marksDiverged(MarksDiverged)
    case reconcilerAssigned(ReconcilerAssigned)
    case essaySettled(EssaySettled)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case essayOpened = "assessment.essay-opened.v1"
        case markersAssigned = "assessment.markers-assigned.v1"
        case markerReplaced = "assessment.marker-replaced.v1"
        case essayMarkGiven = "assessment.essay-mark-given.v1"
        case marksDiverged = "assessment.marks-diverged.v1"
        case reconcilerAssigned = "assessment.reconciler-assigned.v1"
        case essaySettled = "assessment.essay-settled.v1"
    }

    package var name: Name {
        switch self {
        case .essayOpened: .essayOpened
        case .markersAssigned: .markersAssigned
        case .markerReplaced: .markerReplaced
        case .essayMarkGiven: .essayMarkGiven
        case .marksDiverged: .marksDiverged
        case .reconcilerAssigned: .reconcilerAssigned
        case .essaySettled: .essaySettled
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .essayOpened(let payload): payload
        case .markersAssigned(let payload): payload
        case .markerReplaced(let payload): payload
        case .essayMarkGiven(let payload): payload
        case .marksDiverged(let payload): payload
        case .reconcilerAssigned(let payload): payload
        case .essaySettled(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .essayOpened: self = .essayOpened(try CanonicalJSON.decode(EssayOpened.self, from: body))
        case .markersAssigned: self = .markersAssigned(try CanonicalJSON.decode(MarkersAssigned.self, from: body))
        case .markerReplaced: self = .markerReplaced(try CanonicalJSON.decode(MarkerReplaced.self, from: body))
        case .essayMarkGiven: self = .essayMarkGiven(try CanonicalJSON.decode(EssayMarkGiven.self, from: body))
        case .marksDiverged: self = .marksDiverged(try CanonicalJSON.decode(MarksDiverged.self, from: body))
        case .reconcilerAssigned:
            self = .reconcilerAssigned(try CanonicalJSON.decode(ReconcilerAssigned.self, from: body))
        case .essaySettled: self = .essaySettled(try CanonicalJSON.decode(EssaySettled.self, from: body))
        }
    }
}
