import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import EventStreaming
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// What this context does by itself when something has happened in it, or in enrolment.
struct AssessmentPolicies {
    static let schema = "assessment_policies"
    static let migrations =
        ProjectionMigrations.bookkeeping(schema: schema) + [
            Migration(
                name: "0001-gone",
                sql: String(decoding: PackageResources._001_gone_sql, as: UTF8.self),
                searchPath: schema
            )
        ]

    /// One runner per policy on this service's own events, so that one that is stuck does not hold up the others.
    let runners: [String: LocalProjectionRunner]
    /// The policy on enrolment's events.
    let enrolment: ProjectionRunner
    let timer: DeadlineTimer<AttemptDeadlines>

    /// - `database`: the store's own, as cursors and events commit together.
    init(
        desk: AssessmentDesk,
        database: PostgresConfiguration,
        client: PostgresClient,
        bus: EventSources,
        streamingLog: @escaping StreamingLog,
        log: Log
    ) {
        let policies: [any Policy] = [EssayPolicy(), ExamPolicy(desk: desk), ObjectionPolicy()]
        let runners = policies.map { policy in
            LocalProjectionRunner(
                PolicyProjection(policy, store: desk.store, newEventID: AssessmentDesk.newEventID),
                schema: Self.schema,
                store: desk.store,
                database: database,
                client: client,
                log: streamingLog
            )
        }
        self.runners = Dictionary(uniqueKeysWithValues: zip(policies.map(\.name), runners))
        enrolment = bus.runner(
            of: PolicyProjection(
                EnrolmentPolicy(desk: desk),
                store: desk.store,
                newEventID: AssessmentDesk.newEventID
            ),
            schema: Self.schema,
            database: client
        )
        timer = DeadlineTimer(AttemptDeadlines(desk: desk), grace: AttemptDeadlines.grace, log: log)
    }

    var parts: [ProcessComponent] {
        runners.sorted { $0.key < $1.key }.map { ProcessComponent.projection($0.value, named: $0.key) }
            + [.projection(enrolment), .timer(timer)]
    }

    func addChecks(to health: Health) {
        for (name, runner) in runners { health.add(name) { .projection(runner.status()) } }
        health.add("enrolment policy") { [enrolment] in .projection(enrolment.status()) }
        health.add(timer.name) { [timer] in .timer(timer) }
    }
}
