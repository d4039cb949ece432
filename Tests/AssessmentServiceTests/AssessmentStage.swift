import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import Cryptography
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import EventStreaming
import FoundationEssentials
import HTTPServer
import KafkaClient
import PostgresClient
import PostgresClientTesting
import ProjectionRuntime
import ServiceRuntime
import ServiceTesting
import Testing

@testable import AssessmentService

/// The routes of the assessment service on a database of its own, with a clock that the test sets.
struct AssessmentStage: WritingStage {
    let desk: AssessmentDesk
    let store: PostgresEventStore
    let view: LocalProjectionRunner
    let client: PostgresClient
    let database: PostgresConfiguration
    let vault: PostgresPersonalDataVault
    let clock = TestClock()
    let tokens: TestTokens
    let tenant: TenantID

    /// Everything that is served, as the wiring puts it together.
    func router() throws -> Router {
        var routes = routes(of: desk)
        routes.addFeed(store.feed, lanes: store.laneCount, roles: .of(CivilServiceRole.feedReader))
        let rebuild = Rebuild(
            "assessment-view",
            of: AssessmentView.self,
            database: client,
            feeds: [:],
            shadow: { [view] _ in Rebuild.Shadow(view) }
        )
        let relay = try Relay(
            store,
            database: database,
            kafka: KafkaConfiguration(bootstrapServers: "127.0.0.1:1"),
            partitions: 1
        )
        OperationRoutes(
            projections: [OperatedProjection(view)],
            rebuilds: [rebuild],
            store: StoreOperations(
                store,
                relay: relay,
                projectionSchemas: [AssessmentView.schema],
                policySchemas: []
            )
        ).add(to: &routes)
        return routes.router
    }

    func caller(of desk: AssessmentDesk? = nil) -> RouterClient {
        RouterClient(routes(of: desk ?? self.desk).router)
    }

    private func routes(of desk: AssessmentDesk) -> ServiceRoutes {
        let clock = clock
        var routes = ServiceRoutes(
            authenticator: tokens.authenticator,
            log: .silent,
            metrics: Metrics(),
            now: { clock.now }
        )
        AssessmentRoutes.addAll(desk: desk, to: &routes)
        return routes
    }

    /// Somebody with roles; `subject` is a civil servant's id for people.
    func caller(
        _ roles: CivilServiceRole...,
        subject: CivilServantID = CivilServantID(UUID()),
        tenant: String = "aceh",
        desk: AssessmentDesk? = nil
    ) throws -> RouterClient {
        let token = try tokens.token(subject: "\(subject)", tenants: [tenant], roles: roles.map { Role($0) })
        return caller(of: desk).with(token: token)
    }

    /// Gives people seats in a batch, as the bus would tell.
    func seat(_ people: [CivilServantID], in batch: BatchID) async throws {
        _ = try await client.query(
            """
            insert into \(raw: SeatsProjection.schema).seats (tenant, batch_id, civil_servant_id, is_held)
            select \(tenant.name), \(batch.uuid), p, true from unnest(\(people.map(\.uuid))) p
            """
        )
    }
}

extension EventStoreConfiguration {
    static var assessment: EventStoreConfiguration {
        EventStoreConfiguration(schema: "assessment", source: AssessmentStream.context)
    }
}

/// Lends a stage whose view is kept up to date.
func withAssessmentStage(_ body: (AssessmentStage) async throws -> Void) async throws {
    try await withTestDatabase { client, connectionString in
        let vault = try await PostgresPersonalDataVault.open(client, masterKey: .random())
        let store = try await PostgresEventStore.open(client, .assessment)
        try await AssessmentView.makeTables(in: client)
        try await SeatsProjection.makeTables(in: client)
        try await migrate(client, schema: AssessmentPolicies.schema, migrations: AssessmentPolicies.migrations)
        let database = PostgresConfiguration(connectionString)
        let view = LocalProjectionRunner(
            AssessmentView(),
            schema: AssessmentView.schema,
            store: store,
            database: database,
            client: client
        )
        let checkpoints = view.checkpoints
        let stage = AssessmentStage(
            desk: AssessmentDesk(
                store: store,
                vault: vault,
                tenants: .known,
                view: AssessmentViewQueries(client: client, checkpoints: checkpoints),
                seats: SeatsQueries(client: client, checkpoints: checkpoints)
            ),
            store: store,
            view: view,
            client: client,
            database: database,
            vault: vault,
            tokens: try TestTokens(),
            tenant: try #require(TenantID("aceh"))
        )
        try await withRunning(view) { try await body(stage) }
        await store.close()
    }
}
