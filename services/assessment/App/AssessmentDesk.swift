import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import Cryptography
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceRuntime

/// Where the routes hand in commands and ask for states: one handler per aggregate on one store.
struct AssessmentDesk: Sendable {
    let store: PostgresEventStore
    let vault: PostgresPersonalDataVault
    let tenants: TenantProfiles
    let view: AssessmentViewQueries
    let seats: SeatsQueries
    /// In the same database as the view.
    let gone: GoneRegister
    let questions: CommandHandler<QuestionDecider>
    let exams: CommandHandler<ExamDecider>
    let attempts: CommandHandler<AttemptDecider>
    let essays: CommandHandler<EssayDecider>
    let objections: CommandHandler<ObjectionDecider>
    let candidates = KnownCandidates()
    let revisions = QuestionRevisions()

    init(
        store: PostgresEventStore,
        vault: PostgresPersonalDataVault,
        tenants: TenantProfiles,
        view: AssessmentViewQueries,
        seats: SeatsQueries
    ) {
        self.store = store
        self.vault = vault
        self.tenants = tenants
        self.view = view
        self.seats = seats
        gone = GoneRegister(client: view.client)
        questions = CommandHandler(store: store, newEventID: Self.newEventID)
        exams = CommandHandler(store: store, newEventID: Self.newEventID)
        // An exam's candidates all save at once: their attempts stay in memory.
        attempts = CommandHandler(store: store, cachedStates: 20_000, newEventID: Self.newEventID)
        essays = CommandHandler(store: store, newEventID: Self.newEventID)
        objections = CommandHandler(store: store, newEventID: Self.newEventID)
    }

    /// Time-ordered, which is the kinder choice for indexes.
    static let newEventID: @Sendable () -> UUID = {
        SecureRandom.uuid(milliseconds: Timestamp.now.microseconds / 1_000)
    }

    /// The tenant's zone and calendar.
    func profile(of tenant: TenantID) -> TenantProfile {
        tenants.profile(of: tenant)
    }

    /// Runs a command and answers with its place in the stream; `created` is the path of what it creates.
    func perform<D: Decider>(
        _ request: CommandRequest<D.Command>,
        by handle: CommandHandler<D>,
        on stream: StreamID,
        created location: String? = nil
    ) async throws -> HTTPResponse where D.Rejection: ProblemError {
        let result = try await handle(request, on: stream)
        return try .command(result, on: stream, source: AssessmentStream.context, created: location)
    }
}
