import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceRuntime

/// Where the routes hand in commands and ask for states: one handler per aggregate on one store.
struct EnrolmentDesk: CommandDesk {
    static let source = EnrolmentStream.context

    let store: PostgresEventStore
    let vault: PostgresPersonalDataVault
    let tenants: TenantProfiles
    let view: EnrolmentViewQueries
    let units: CommandHandler<UnitDecider>
    let civilServants: CommandHandler<CivilServantDecider>
    let programmes: CommandHandler<ProgrammeDecider>
    let batches: CommandHandler<BatchDecider>
    let ledgers: CommandHandler<LearningHoursDecider>
    let batchRules = BatchRules()

    init(
        store: PostgresEventStore,
        vault: PostgresPersonalDataVault,
        tenants: TenantProfiles,
        view: EnrolmentViewQueries
    ) {
        self.store = store
        self.vault = vault
        self.tenants = tenants
        self.view = view
        units = CommandHandler(store: store)
        civilServants = CommandHandler(store: store)
        programmes = CommandHandler(store: store)
        batches = CommandHandler(store: store)
        ledgers = CommandHandler(store: store)
    }

    /// The tenant's zone, calendar and rate cards.
    func profile(of tenant: TenantID) -> TenantProfile {
        tenants.profile(of: tenant)
    }
}

/// The part of a command's body that says when it happened.
protocol HistoricalRequest: Decodable, Sendable {
    /// Only the records importer may say so; everybody else's commands happen when they arrive.
    var occurredAt: Timestamp? { get }
}

extension TenantRequest {
    /// When the command happens.
    ///
    /// - Throws: 422 naming the field when somebody other than the records importer names a time, or it is ahead.
    func time(of body: some HistoricalRequest) throws(Problem) -> Timestamp {
        guard let occurredAt = body.occurredAt else { return receivedAt }
        guard principal.roles.contains(Role(CivilServiceRole.recordsImporter)) else {
            throw .invalidBody([
                FieldError("/occurredAt", "role", "may be given by the role records-importer only")
            ])
        }
        guard occurredAt <= receivedAt else {
            throw .invalidBody([FieldError("/occurredAt", "not-ahead", "must not lie in the future")])
        }
        return occurredAt
    }
}
