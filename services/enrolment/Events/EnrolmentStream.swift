package import CivilServiceKernel
package import EventSourcing

/// The names under which the enrolment context's events are kept and published: the only place where they stand.
package enum EnrolmentStream: String, CaseIterable, Sendable {
    case unit
    case civilServant = "civil-servant"
    case programme
    case batch
    case learningHours = "learning-hours"

    /// First part of the events' names, of their source and of their topic.
    package static let context = "enrolment"
    /// The topic that carries every event of the context.
    package static let topic = "bina.enrolment.events"

    /// The category in stream names.
    package var category: String { rawValue }

    package static func unit(_ id: UnitID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.unit.category, id: id.uuid)
    }

    package static func civilServant(_ id: CivilServantID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.civilServant.category, id: id.uuid)
    }

    package static func programme(_ id: ProgrammeID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.programme.category, id: id.uuid)
    }

    package static func batch(_ id: BatchID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.batch.category, id: id.uuid)
    }

    /// The ledger of a civil servant has the civil servant's id.
    package static func learningHours(of id: CivilServantID, of tenant: TenantID) -> StreamID {
        StreamID(tenant: tenant, category: Self.learningHours.category, id: id.uuid)
    }
}
