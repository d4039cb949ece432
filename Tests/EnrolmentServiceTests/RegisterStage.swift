import CivilServiceKernel
import Cryptography
import EnrolmentDomain
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

@testable import EnrolmentService

/// The routes of register and catalogue, on a database of their own, with the view running.
struct RegisterStage {
    let client: PostgresClient
    let store: PostgresEventStore
    let vault: PostgresPersonalDataVault
    let erasedKeys: LocalProjectionRunner
    let tokens: TestTokens
    let routes: ServiceRoutes

    /// Somebody of `tenant` with the roles; `subject` is a civil servant's id for people.
    func caller(_ roles: CivilServiceRole..., subject: String = "somebody", tenant: String = "aceh") throws
        -> RouterClient
    {
        let token = try tokens.token(subject: subject, tenants: [tenant], roles: roles.map { Role($0) })
        return RouterClient(routes.router, token: token)
    }

    var office: RouterClient { get throws { try caller(.personnelOffice) } }

    /// A unit; answers its id.
    func unit(_ name: String = "Dinas Pendidikan", code: String? = nil, parent: String? = nil) async throws -> String {
        let code = code.map { #","code":"\#($0)""# } ?? ""
        let parent = parent.map { #","parent":"\#($0)""# } ?? ""
        let answer = try await office.post(
            "/v1/aceh/units",
            json: #"{"name":"\#(name)","kind":"dinas"\#(code)\#(parent)}"#
        )
        #expect(answer.status == 201, "\(answer.text)")
        return try answer.id
    }

    func hire(_ json: String) async throws -> String {
        let answer = try await office.post("/v1/aceh/civil-servants", json: json)
        #expect(answer.status == 201, "\(answer.text)")
        return try answer.id
    }

    /// Uploads a table.
    func upload(_ table: [UInt8], dryRun: Bool = false, fresh: TestResponse? = nil) async throws -> TestResponse {
        var headers: HTTPHeaders = ["Content-Type": "text/csv"]
        headers["Bina-At-Least"] = fresh?.headers["Bina-Read-Token"]
        return try await office.send(
            .post,
            "/v1/aceh/civil-servants/import?dry-run=\(dryRun)",
            body: table,
            headers: headers
        )
    }

    /// Whose number it is.
    func lookup(_ number: String) async throws -> String {
        let found = try await office.post("/v1/aceh/civil-servants/lookup", json: #"{"number":"\#(number)"}"#)
        #expect(found.status == 200, "\(found.text)")
        return try #require(found.json([String: String].self)["id"])
    }

    /// Everything that is recorded, as text.
    func everythingRecorded() async throws -> String {
        let rows = try await client.query(
            """
            select (select coalesce(string_agg(e::text, ' '), '') from enrolment.events e)
                || (select coalesce(string_agg(c::text, ' '), '') from enrolment.unique_claims c)
                || (select coalesce(string_agg(c::text, ' '), '') from enrolment.commands c)
            """
        )
        return try #require(rows.first).decode(String.self, at: 0)
    }

    func count(_ table: String) async throws -> Int {
        try await client.query("select count(*) from \(raw: table)").first?.decode(Int.self, at: 0) ?? 0
    }
}

extension TestResponse {
    private struct NoLocation: Error {}

    /// The id of what was created.
    var id: String {
        get throws {
            guard let location = headers["Location"] else { throw NoLocation() }
            return String(location.suffix(36))
        }
    }
}

/// A hiring as JSON, with one thing or another changed.
func hiring(
    _ number: String = "198501012010011001",
    name: String = "Cut Nyak Meutia",
    rank: String = "III/a",
    unit: String,
    superior: String? = nil,
    more: String = ""
) -> String {
    let superior = superior.map { #","superior":"\#($0)""# } ?? ""
    return #"""
        {"number":"\#(number)","name":"\#(name)","rank":"\#(rank)","unit":"\#(unit)","postTitle":"Analis",
        "postLevel":"ahli-pertama","startedOn":"2010-01-01"\#(superior)\#(more)}
        """#
}

func withRegister(_ body: @Sendable (RegisterStage) async throws -> Void) async throws {
    try await withTestDatabase { client, connectionString in
        let vault = try await PostgresPersonalDataVault.open(client, masterKey: .random())
        let store = try await PostgresEventStore.open(
            client,
            EventStoreConfiguration(schema: "enrolment", source: EnrolmentStream.context)
        )
        try await EnrolmentView.makeTables(in: client)
        func runner(_ projection: any Projection) -> LocalProjectionRunner {
            LocalProjectionRunner(
                projection,
                schema: EnrolmentView.schema,
                store: store,
                database: PostgresConfiguration(connectionString),
                client: client
            )
        }
        let view = runner(EnrolmentView())
        let tokens = try TestTokens()
        var routes = ServiceRoutes(authenticator: tokens.authenticator, log: .silent, metrics: Metrics())
        let queries = EnrolmentViewQueries(client: client, checkpoints: view.checkpoints)
        let desk = EnrolmentDesk(store: store, vault: vault, tenants: .known, view: queries)
        routes.addFeed(store.feed, lanes: store.laneCount, roles: .of(CivilServiceRole.feedReader))
        RegisterRoutes.addAll(desk: desk, to: &routes)
        BatchRoutes.addAll(desk: desk, codes: RoomCodes(masterKey: .random()), to: &routes)
        let erasedKeys = runner(ErasedKeys(vault: vault))
        let rebuild = Rebuild(
            "enrolment-view",
            of: EnrolmentView.self,
            database: client,
            feeds: [:],
            shadow: { _ in Rebuild.Shadow(view) }
        )
        let relay = try Relay(
            store,
            database: PostgresConfiguration(connectionString),
            kafka: KafkaConfiguration(bootstrapServers: "127.0.0.1:1"),
            partitions: 1
        )
        OperationRoutes(
            projections: [OperatedProjection(view), OperatedProjection(erasedKeys)],
            rebuilds: [rebuild],
            store: StoreOperations(
                store,
                relay: relay,
                projectionSchemas: [EnrolmentView.schema],
                policySchemas: []
            )
        ).add(to: &routes)
        let stage = RegisterStage(
            client: client,
            store: store,
            vault: vault,
            erasedKeys: erasedKeys,
            tokens: tokens,
            routes: routes
        )
        let running = Task { await view.run() }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(stage)) } catch { outcome = .failure(error) }
        running.cancel()
        await running.value
        await store.close()
        try outcome.get()
    }
}

extension RegisterStage {
    /// Records an erasure as a process does that ends right after it.
    func erasureWithoutItsKey(of person: CivilServantID, tenant: TenantID) async throws -> CommandResult {
        let handle = CommandHandler<CivilServantDecider>(store: store)
        return try await handle(
            CommandRequest(
                .erase(.subjectRequest),
                context: CommandContext(commandID: CommandID(UUID()), actor: "test"),
                at: .now
            ),
            on: EnrolmentStream.civilServant(person, of: tenant)
        )
    }
}
