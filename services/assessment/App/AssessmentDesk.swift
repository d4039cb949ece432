import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceRuntime

/// Where the routes hand in commands and ask for states: one handler per aggregate on one store.
struct AssessmentDesk: CommandDesk {
    static let source = AssessmentStream.context

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
        questions = CommandHandler(store: store)
        exams = CommandHandler(store: store)
        // An exam's candidates all save at once: their attempts stay in memory.
        attempts = CommandHandler(store: store, cachedStates: 20_000)
        essays = CommandHandler(store: store)
        objections = CommandHandler(store: store)
    }

    /// The tenant's zone and calendar.
    func profile(of tenant: TenantID) -> TenantProfile {
        tenants.profile(of: tenant)
    }
}
