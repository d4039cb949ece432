import CivilServiceKernel
import Cryptography
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceRuntime

/// Where the routes hand in commands and ask for states: one handler per aggregate on one store.
struct EnrolmentDesk: Sendable {
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
        units = CommandHandler(store: store, newEventID: Self.newEventID)
        civilServants = CommandHandler(store: store, newEventID: Self.newEventID)
        programmes = CommandHandler(store: store, newEventID: Self.newEventID)
        batches = CommandHandler(store: store, newEventID: Self.newEventID)
        ledgers = CommandHandler(store: store, newEventID: Self.newEventID)
    }

    /// Time-ordered, which is the kinder choice for indexes.
    static let newEventID: @Sendable () -> UUID = {
        SecureRandom.uuid(milliseconds: Timestamp.now.microseconds / 1_000)
    }

    /// The tenant's zone, calendar and rate cards.
    func profile(of tenant: TenantID) -> TenantProfile {
        tenants.profile(of: tenant)
    }
}

extension EnrolmentDesk {
    /// Runs a command and answers with its place in the stream; `created` is the path of what it creates.
    func perform<D: Decider>(
        _ request: CommandRequest<D.Command>,
        by handle: CommandHandler<D>,
        on stream: StreamID,
        created location: String? = nil
    ) async throws -> HTTPResponse where D.Rejection: ProblemError {
        let result = try await handle(request, on: stream)
        return try .command(result, on: stream, source: EnrolmentStream.context, created: location)
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
