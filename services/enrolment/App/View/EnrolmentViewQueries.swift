import CivilServiceKernel
import EventSourcing
import FoundationEssentials
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// The questions that the view answers; every one of them names the tenant first.
struct EnrolmentViewQueries: Sendable {
    /// How long a query waits for the view to be as new as it asks.
    static let freshnessLimit: Duration = .seconds(5)

    let client: PostgresClient
    let checkpoints: CheckpointWatch
    let schema = EnrolmentView.schema

    /// Waits for the read tokens that the request names.
    ///
    /// - Throws: 504 when the view is not there in time; 400 for text that is no token.
    func waitUntilFresh(_ request: TenantRequest) async throws {
        for token in try request.atLeast() {
            guard try await checkpoints.waitUntil(reached: token, within: Self.freshnessLimit) else {
                throw Problem.notYetVisible()
            }
        }
    }
}
