import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import PostgresClient

/// What enrolment has told to be gone for good: batches that were cancelled, civil servants who left.
///
/// It closes the race between what goes there and what begins here. Each side first records, then looks for the other:
///
/// - ``EnrolmentPolicy`` commits here that a batch is gone, and only then lists the exams that were in the store by that time.
/// - An exam is committed to the store, and only then ``ExamPolicy`` asks here for its batch.
///
/// So an exam that is missing on the policy's list was committed after the register, and whoever asks for its batch finds
/// it gone. In whatever order both happen, at least one sees the other, and as the exam decides, it is cancelled once.
/// The same holds for attempts of somebody who leaves. Neither waits for the other, so there is no lock that two of them
/// could want in different orders.
///
/// What is gone stays gone: a stream of a batch or person ends by it. That is why an entry may stand before the position
/// of the policy, and also if its transaction is rolled back: the event will come again.
struct GoneRegister: Sendable {
    let client: PostgresClient

    /// Committed when this returns; noting twice changes nothing.
    func note(_ stream: StreamID, because reason: String? = nil) async throws {
        _ = try await client.query(
            """
            insert into \(raw: AssessmentPolicies.schema).gone (tenant, category, stream_id, reason)
            values (\(stream.tenant.name), \(stream.category), \(stream.id), \(reason)) on conflict do nothing
            """
        )
    }

    /// Why a batch was cancelled, in the words of enrolment; nil while it is not known to be.
    func cancellation(of batch: BatchID, tenant: TenantID) async throws -> Explanation? {
        let rows = try await rows(of: EnrolmentStream.batch(batch, of: tenant))
        return try rows.first?.decode(String?.self, at: 0).map { try Explanation($0) }
    }

    /// Whether a civil servant is known to have left.
    func hasLeft(_ person: CivilServantID, tenant: TenantID) async throws -> Bool {
        try await rows(of: EnrolmentStream.civilServant(person, of: tenant)).first != nil
    }

    private func rows(of stream: StreamID) async throws -> PostgresRows {
        try await client.query(
            """
            select reason from \(raw: AssessmentPolicies.schema).gone
            where tenant = \(stream.tenant.name) and category = \(stream.category) and stream_id = \(stream.id)
            """
        )
    }
}
