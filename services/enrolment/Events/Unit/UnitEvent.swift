package import EventSourcing

/// What happens to a work unit (*unit kerja*, OPD).
package enum UnitEvent: DomainEvent {
    case unitEstablished(UnitEstablished)
    case unitRenamed(UnitRenamed)
    case unitMoved(UnitMoved)
    case unitClosed(UnitClosed)

    /// The names on the wire, stored for ever: add a version, do not edit.
    package enum Name: String, CaseIterable, Sendable {
        case unitEstablished = "enrolment.unit-established.v1"
        case unitRenamed = "enrolment.unit-renamed.v1"
        case unitMoved = "enrolment.unit-moved.v1"
        case unitClosed = "enrolment.unit-closed.v1"
    }

    package var name: Name {
        switch self {
        case .unitEstablished: .unitEstablished
        case .unitRenamed: .unitRenamed
        case .unitMoved: .unitMoved
        case .unitClosed: .unitClosed
        }
    }

    package var payload: any EventPayload {
        switch self {
        case .unitEstablished(let payload): payload
        case .unitRenamed(let payload): payload
        case .unitMoved(let payload): payload
        case .unitClosed(let payload): payload
        }
    }

    package init(_ name: Name, from body: [UInt8]) throws {
        switch name {
        case .unitEstablished: self = .unitEstablished(try CanonicalJSON.decode(UnitEstablished.self, from: body))
        case .unitRenamed: self = .unitRenamed(try CanonicalJSON.decode(UnitRenamed.self, from: body))
        case .unitMoved: self = .unitMoved(try CanonicalJSON.decode(UnitMoved.self, from: body))
        case .unitClosed: self = .unitClosed(try CanonicalJSON.decode(UnitClosed.self, from: body))
        }
    }
}
