import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import EventStreaming
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// What this context does by itself when something has happened in it, or in another context.
struct EnrolmentPolicies {
    static let schema = "enrolment_policies"
    static let migrations = ProjectionMigrations.bookkeeping(schema: schema)

    /// One runner per policy, so that one that is stuck does not hold up the others.
    let runners: [String: LocalProjectionRunner]
    /// The policy on the assessment context's events, from the bus.
    let exams: ProjectionRunner
    let timer: DeadlineTimer<OfferDeadlines>

    /// - `database`: the store's own, as cursors and events commit together.
    init(
        desk: EnrolmentDesk,
        database: PostgresConfiguration,
        client: PostgresClient,
        sources: EventSources,
        streamingLog: @escaping StreamingLog,
        log: Log
    ) {
        let store = desk.store
        let policies: [any Policy] = [
            ResultPolicy(tenants: desk.tenants),
            LeavingPolicy(view: desk.view, heads: { try await store.feed.heads() }),
        ]
        let runners = policies.map { policy in
            LocalProjectionRunner(
                PolicyProjection(policy, store: store, newEventID: EnrolmentDesk.newEventID),
                schema: Self.schema,
                store: store,
                database: database,
                client: client,
                log: streamingLog
            )
        }
        self.runners = Dictionary(uniqueKeysWithValues: zip(policies.map(\.name), runners))
        exams = sources.runner(
            of: PolicyProjection(ExamPolicy(), store: store, newEventID: EnrolmentDesk.newEventID),
            schema: Self.schema,
            database: client
        )
        timer = DeadlineTimer(OfferDeadlines(desk: desk), log: log)
    }

    var parts: [ProcessComponent] {
        runners.sorted { $0.key < $1.key }.map { ProcessComponent.projection($0.value, named: $0.key) }
            + [.projection(exams), .timer(timer)]
    }

    func addChecks(to health: Health) {
        for (name, runner) in runners { health.add(name) { .projection(runner.status()) } }
        health.add(exams.status().projection) { [exams] in .projection(exams.status()) }
        health.add(timer.name) { [timer] in .timer(timer) }
    }
}
