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

    let projections: [ProjectionPart]

    init(of desk: AssessmentDesk, in context: WritingContext, hearing bus: EventSources) {
        projections = [
            context.policy(EssayPolicy()),
            context.policy(ExamPolicy(desk: desk)),
            context.policy(ObjectionPolicy()),
            context.policy(EnrolmentPolicy(desk: desk), check: "enrolment policy", from: bus),
        ]
    }
}
