import ServiceRuntime

/// What this context does by itself when something has happened in it, or in enrolment.
struct AssessmentPolicies {
    static let schema = "assessment_policies"

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
