import EventStorePostgres
import ProjectionRuntime
import ServiceRuntime

/// What this context does by itself when something has happened in it, or in another context.
struct EnrolmentPolicies {
    static let schema = "enrolment_policies"
    static let migrations = ProjectionMigrations.bookkeeping(schema: schema)

    let projections: [ProjectionPart]

    init(of desk: EnrolmentDesk, in context: WritingContext, hearing bus: EventSources) {
        let store = context.store
        projections = [
            context.policy(LeavingPolicy(view: desk.view, heads: { try await store.feed.heads() })),
            context.policy(ResultPolicy(tenants: desk.tenants)),
            context.policy(ExamPolicy(), from: bus),
        ]
    }
}
