import CivilServiceKernel
import Cryptography
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import PostgresClient
import PostgresClientTesting
import ProjectionRuntime
import ServiceRuntime
import ServiceTesting
import Testing

@testable import EnrolmentService

/// The routes of batches on a database of their own, with a clock that the test sets.
struct EnrolmentStage: WritingStage {
    let desk: EnrolmentDesk
    let store: PostgresEventStore
    let view: LocalProjectionRunner
    let client: PostgresClient
    let database: PostgresConfiguration
    let vault: PostgresPersonalDataVault
    let masterKey: SymmetricKey
    let clock = TestClock()
    let tokens: TestTokens
    let tenant: TenantID
    let unit = UnitID(UUID())

    /// The same database as another replica sees it.
    func replica() async throws -> (desk: EnrolmentDesk, store: PostgresEventStore) {
        let client = PostgresClient(database)
        let store = try await PostgresEventStore.open(client, .enrolment)
        let view = EnrolmentViewQueries(client: client, checkpoints: view.checkpoints)
        return (EnrolmentDesk(store: store, vault: vault, tenants: .known, view: view), store)
    }

    func caller(of desk: EnrolmentDesk? = nil) -> RouterClient {
        let clock = clock
        var routes = ServiceRoutes(
            authenticator: tokens.authenticator,
            log: .silent,
            metrics: Metrics(),
            now: { clock.now }
        )
        BatchRoutes.addAll(desk: desk ?? self.desk, codes: RoomCodes(masterKey: masterKey), to: &routes)
        return RouterClient(routes.router)
    }

    /// Somebody with roles; `subject` is a civil servant's id for people.
    func caller(
        _ roles: CivilServiceRole...,
        subject: CivilServantID = CivilServantID(UUID()),
        tenant: String = "aceh",
        desk: EnrolmentDesk? = nil
    ) throws -> RouterClient {
        let token = try tokens.token(subject: "\(subject)", tenants: [tenant], roles: roles.map { Role($0) })
        return caller(of: desk).with(token: token)
    }

    func organiser() throws -> RouterClient { try caller(.trainingOrganiser) }

    func person(_ id: CivilServantID) throws -> RouterClient { try caller(.civilServant, subject: id) }

    /// People in the register.
    func hire(_ count: Int = 1, superior: CivilServantID? = nil, kind: EmploymentKind = .pns)
        async throws -> [CivilServantID]
    {
        let people = (0..<count).map { _ in CivilServantID(UUID()) }
        let sealed = try await vault.seal(
            people.map { (subject: $0, values: [(field: "number", value: "1"), (field: "name", value: "Ani")]) },
            tenant: tenant
        )
        let post = Post(title: try PostTitle("Analis"), level: .ahliPertama)
        let assignment = Assignment(
            unit: unit,
            unitIsOpen: true,
            post: post,
            superior: superior.map { Superior($0, isServing: true) }
        )
        let rank = try Rank(kind == .pns ? "III/a" : "IX")
        let start = try #require(CalendarDate("2020-03-01"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, (person, fields)) in zip(people, sealed).enumerated() {
                // So many at once that the database is busy, not so many that they wait for it in vain.
                if index >= 64 { try await group.next() }
                let hire = HireCivilServant(
                    civilServant: person,
                    number: fields[0],
                    name: fields[1],
                    employment: Employment(kind: kind, startedOn: start),
                    rank: rank,
                    assignment: assignment
                )
                group.addTask {
                    let stream = EnrolmentStream.civilServant(person, of: tenant)
                    _ = try await desk.civilServants(request(.hire(hire)), on: stream)
                }
            }
            try await group.waitForAll()
        }
        return people
    }

    func publish(
        hours: Int = 10,
        form: DevelopmentForm = .technical,
        attendance: Int = 50,
        practiceTask: Bool = false,
        exam: Bool = false
    ) async throws -> ProgrammeID {
        let programme = ProgrammeID(UUID())
        let content = ProgrammeContent(
            title: try Title("Pelayanan Publik"),
            form: form,
            competenceGroup: try #require(CompetenceGroup.allCases.first),
            learningHours: try LearningHours(hours),
            benefit: try Explanation("Pelayanan lebih baik"),
            minimumAttendancePercent: attendance,
            practiceTaskRequired: practiceTask,
            examRequired: exam
        )
        let command = ProgrammeCommand.publish(code: try ShortCode("P-1"), content)
        _ = try await desk.programmes(request(command), on: EnrolmentStream.programme(programme, of: tenant))
        return programme
    }

    func batchEvents(_ batch: BatchID) async throws -> [(event: BatchEvent, envelope: EventEnvelope)] {
        let loaded = try await store.load(EnrolmentStream.batch(batch, of: tenant), after: 0, snapshotSchema: nil)
        return try loaded.events.compactMap { envelope in
            try BatchEvent(recorded: envelope).map { ($0, envelope) }
        }
    }

    func ledger(of person: CivilServantID) async throws -> LearningHoursLedger {
        try await desk.ledgers.state(of: EnrolmentStream.learningHours(of: person, of: tenant)).state
    }
}

extension EventStoreConfiguration {
    static var enrolment: EventStoreConfiguration {
        EventStoreConfiguration(schema: "enrolment", source: EnrolmentStream.context)
    }
}

/// Lends a stage whose view is kept up to date.
func withEnrolmentStage(_ body: (EnrolmentStage) async throws -> Void) async throws {
    try await withTestDatabase { client, connectionString in
        let masterKey = SymmetricKey.random()
        let vault = try await PostgresPersonalDataVault.open(client, masterKey: masterKey)
        let store = try await PostgresEventStore.open(client, .enrolment)
        try await EnrolmentView.makeTables(in: client)
        try await migrate(client, schema: EnrolmentPolicies.schema, migrations: EnrolmentPolicies.migrations)
        let database = PostgresConfiguration(connectionString)
        let view = LocalProjectionRunner(
            EnrolmentView(),
            schema: EnrolmentView.schema,
            store: store,
            database: database,
            client: client
        )
        let stage = EnrolmentStage(
            desk: EnrolmentDesk(
                store: store,
                vault: vault,
                tenants: .known,
                view: EnrolmentViewQueries(client: client, checkpoints: view.checkpoints)
            ),
            store: store,
            view: view,
            client: client,
            database: database,
            vault: vault,
            masterKey: masterKey,
            tokens: try TestTokens(),
            tenant: try #require(TenantID("aceh"))
        )
        try await withRunning(view) { try await body(stage) }
        await store.close()
    }
}

extension EnrolmentStage {
    /// A batch of the programme: registration is open, one session tomorrow and one the day after.
    func schedule(
        _ programme: ProgrammeID,
        capacity: Int = 2,
        sessions: Int = 2,
        startsInHours start: Int = 24,
        more: String = ""
    ) async throws -> BatchID {
        let now = clock.now
        func hours(_ count: Int) -> String { now.advanced(by: .seconds(count * 3_600)).description }
        let meetings = (0..<sessions).map { index in
            #"{"startsAt":"\#(hours(start + index * 24))","endsAt":"\#(hours(start + index * 24 + 2))","place":"Aula; lantai 2"}"#
        }
        let response = try await organiser().post(
            "/v1/aceh/batches",
            json: """
                {"programme":"\(programme)","title":"Angkatan I","sessions":[\(meetings.joined(separator: ","))],
                "timeZone":"Asia/Jakarta","capacity":\(capacity),"registrationOpensAt":"\(hours(-1))",
                "registrationClosesAt":"\(hours(start - 2))"\(more)}
                """
        )
        try #require(response.status == 201, "\(response.text)")
        let location = try #require(response.headers["Location"])
        return try #require(BatchID(String(location.suffix(36))))
    }

    func enrol(_ person: CivilServantID, in batch: BatchID) async throws -> TestResponse {
        try await self.person(person).post(
            "/v1/aceh/batches/\(batch)/enrolments",
            json: #"{"civilServant":"\#(person)"}"#
        )
    }

    func sessions(of batch: BatchID) async throws -> [BatchSession] {
        try await desk.batches.state(of: EnrolmentStream.batch(batch, of: tenant)).state.times?.sessions ?? []
    }
}
