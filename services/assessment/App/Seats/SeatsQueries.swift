import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// What is known of enrolment here; as new as the bus.
struct SeatsQueries: Sendable {
    let client: PostgresClient
    let checkpoints: CheckpointWatch

    /// Whether the person has a seat in the batch.
    func holdsSeat(_ person: CivilServantID, in batch: BatchID, tenant: TenantID) async throws -> Bool {
        let rows = try await client.query(
            """
            select is_held from \(raw: SeatsProjection.schema).seats
            where tenant = \(tenant.name) and batch_id = \(batch.uuid) and civil_servant_id = \(person.uuid)
            """
        )
        return try rows.first?.decode(Bool.self, at: 0) ?? false
    }

    /// Whether the person is in the register and serves.
    func serves(_ person: CivilServantID, tenant: TenantID) async throws -> Bool {
        let rows = try await client.query(
            """
            select is_serving from \(raw: SeatsProjection.schema).civil_servants
            where tenant = \(tenant.name) and civil_servant_id = \(person.uuid)
            """
        )
        return try rows.first?.decode(Bool.self, at: 0) ?? false
    }
}
