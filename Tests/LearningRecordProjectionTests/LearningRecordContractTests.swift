import CivilServiceKernel
import EventSourcing
import HTTPServer
import KafkaClient
import LearningRecordProjection
import PostgresClient
import ProjectionRuntime
import ServiceRuntime
import ServiceTesting
import Testing

@testable import LearningRecordProjectionService

struct LearningRecordContractTests {
    /// Nobody connects anywhere: the routes are looked at, not called.
    @Test func `the published document names exactly the operations and roles that are served`() throws {
        let database = PostgresClient(PostgresConfiguration("host=127.0.0.1 port=1"))
        let runner = ProjectionRunner(
            LearningRecordProjection(),
            schema: LearningRecordTables.defaultSchema,
            database: database,
            kafka: KafkaConfiguration(bootstrapServers: "127.0.0.1:1"),
            feeds: [:]
        )
        var routes = ServiceRoutes(
            authenticator: try TestTokens().authenticator,
            log: .silent,
            metrics: Metrics()
        )
        let queries = LearningRecordQueries(client: database)
        LearningRecordRoutes(queries: queries, checkpoints: runner.checkpoints, vault: NoVault(), tenants: .known).add(
            to: &routes
        )
        let rebuild = Rebuild(
            "learning-record",
            of: LearningRecordProjection.self,
            database: database,
            feeds: [:],
            shadow: { _ in Rebuild.Shadow(runner) }
        )
        OperationRoutes(projections: [OperatedProjection(runner)], rebuilds: [rebuild]).add(to: &routes)
        let document = try HTTPContract.document("learning-record-projection.openapi.yaml")
        #expect(HTTPContract.operations(inYAML: document) == HTTPContract.operations(of: routes.router.routes))
        #expect(routes.router.routes.count == 9)
    }
}

private struct NoVault: PersonalDataVault {
    func seal(_ values: [(field: String, value: String)], for subject: SubjectID, tenant: TenantID)
        async throws(VaultError) -> [SealedField]
    {
        throw .unavailable("there is none")
    }

    func open(_ sealed: [(field: String, value: SealedField)], tenant: TenantID) async throws(VaultError) -> [String?] {
        throw .unavailable("there is none")
    }

    func destroyKey(of subject: SubjectID, tenant: TenantID) async throws(VaultError) {
        throw .unavailable("there is none")
    }
}
