import CivilServiceKernel
import EnrolmentEvents
import ServiceRuntime

/// What the enrolment service is made of beside what every context has: its read models, policies, deadlines and
/// routes.
struct EnrolmentWiring {
    let parts: [ProcessComponent]
    let routes: ServiceRoutes

    init(_ frame: ServiceFrame) async throws {
        let context = try await WritingContext(
            EnrolmentStream.context,
            policySchema: EnrolmentPolicies.schema,
            policyMigrations: EnrolmentPolicies.migrations,
            in: frame
        )
        let bus = EventSources(EnrolmentSettings.sources, of: frame, as: EnrolmentService.name)
        let view = try await context.readModel(EnrolmentView.self, named: "enrolment-view", check: "view")
        let erasedKeys = context.projection(ErasedKeys(vault: context.databases.vault), named: "erased-keys")
        let desk = EnrolmentDesk(
            store: context.store,
            vault: context.databases.vault,
            tenants: frame.settings[EnrolmentSettings.tenants],
            view: EnrolmentViewQueries(client: context.client, checkpoints: view.checkpoints)
        )
        let policies = EnrolmentPolicies(of: desk, in: context, hearing: bus)
        let timer = DeadlineTimer(OfferDeadlines(desk: desk), log: frame.log)
        let projections = [view, erasedKeys] + policies.projections

        frame.watch(projections)
        frame.watch(timer)
        var routes = context.routes(feedReaders: .of(CivilServiceRole.feedReader), operating: projections)
        RegisterRoutes.addAll(desk: desk, to: &routes)
        BatchRoutes.addAll(desk: desk, codes: RoomCodes(masterKey: context.databases.masterKey), to: &routes)
        self.routes = routes
        parts = context.components + projections.flatMap(\.components) + [.timer(timer)]
    }
}
