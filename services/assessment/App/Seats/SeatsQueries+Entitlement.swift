import CivilServiceKernel
import EventSourcing
import PostgresClient

/// What enrolment has told of a person and a batch.
struct Entitlement: Sendable {
    /// Nil when nothing is known of a seat.
    let holdsSeat: Bool?
    /// Nil for somebody who is not in the register.
    let isServing: Bool?

    /// Whether the person may sit an exam: with a seat in its batch, or without a batch; nobody who has left.
    func admits(to batch: BatchID?) -> Bool { isServing != false && (batch == nil || holdsSeat == true) }
}

extension SeatsQueries {
    /// One look for both, as everybody starts at once.
    func entitlement(of person: CivilServantID, in batch: BatchID?, tenant: TenantID) async throws -> Entitlement {
        let rows = try await client.query(
            """
            select (select is_held from \(raw: SeatsProjection.schema).seats
                    where tenant = \(tenant.name) and batch_id = \(batch?.uuid) and civil_servant_id = \(person.uuid)),
                (select is_serving from \(raw: SeatsProjection.schema).civil_servants
                    where tenant = \(tenant.name) and civil_servant_id = \(person.uuid))
            """
        )
        let (holdsSeat, isServing) = try rows.first?.decode((Bool?, Bool?).self) ?? (nil, nil)
        return Entitlement(holdsSeat: holdsSeat, isServing: isServing)
    }
}
