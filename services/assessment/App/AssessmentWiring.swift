import AssessmentEvents
import CivilServiceKernel
import ServiceRuntime

/// What the assessment service is made of beside what every context has: its read models, policies, deadlines and
/// routes.
struct AssessmentWiring {
    let parts: [ProcessComponent]
    let routes: ServiceRoutes

    init(_ frame: ServiceFrame) async throws {
        let context = try await WritingContext(
            AssessmentStream.context,
            policySchema: AssessmentPolicies.schema,
            policyMigrations: AssessmentPolicies.migrations,
            in: frame,
            // As many as candidates who write texts at once.
            cachedKeys: 20_000
        )
        let bus = EventSources(AssessmentSettings.sources, of: frame, as: AssessmentService.name)
        let view = try await context.readModel(AssessmentView.self, named: "assessment-view", check: "view")
        let seats = try await context.databases.readModel(
            SeatsProjection.self,
            named: "assessment-seats",
            check: "seats",
            from: bus
        )
        let desk = AssessmentDesk(
            store: context.store,
            vault: context.databases.vault,
            tenants: frame.settings[AssessmentSettings.tenants],
            view: AssessmentViewQueries(client: context.client, checkpoints: view.checkpoints),
            seats: SeatsQueries(client: context.client, checkpoints: seats.checkpoints)
        )
        let policies = AssessmentPolicies(of: desk, in: context, hearing: bus)
        let timer = DeadlineTimer(AttemptDeadlines(desk: desk), grace: AttemptDeadlines.grace, log: frame.log)
        let projections = [view, seats] + policies.projections

        frame.watch(projections)
        frame.watch(timer)
        var routes = context.routes(feedReaders: .of(CivilServiceRole.feedReader), operating: projections)
        AssessmentRoutes.addAll(desk: desk, to: &routes)
        self.routes = routes
        parts = context.components + projections.flatMap(\.components) + [.timer(timer)]
    }
}
