import AssessmentDomain
import AssessmentEvents
import EnrolmentEvents
import EventSourcing
import PostgresClient

extension VerifiedContext {
    static let assessment = Self(
        service: .assessment,
        readModels: [
            VerifiedReadModel(
                name: "assessment-view",
                projection: "assessment-view.v1",
                service: .assessment,
                schema: "assessment_view",
                sources: [ServiceEntry.assessment.name],
                fold: AssessmentViewFold.self
            ),
            VerifiedReadModel(
                name: "assessment-seats",
                projection: "assessment-seats.v1",
                service: .assessment,
                schema: "assessment_seats",
                sources: [ServiceEntry.enrolment.name],
                fold: AssessmentSeatsFold.self
            ),
        ],
        policies: [
            whenEssayIsSettled, whenExamOrAttemptChanges, whenAttemptIsRemarked, whenBatchOrCivilServantGoes,
        ],
        policySchema: "assessment_policies",
        people: nil,
        claims: [
            VerifiedClaim(
                kind: "attempt",
                taken: ["assessment.attempt-started", "assessment.external-result-recorded"]
            ),
            VerifiedClaim(
                kind: "objection",
                taken: ["assessment.objection-filed"],
                released: ["assessment.objection-withdrawn"]
            ),
        ],
        states: [VerifiedState(of: AttemptDecider.self)].compactMap(\.self),
        laws: [AttemptLaw.self],
        read: { try AssessmentEvent(recorded: $0).map { .assessment($0) } }
    )

    private static let whenEssayIsSettled = VerifiedPolicy(
        name: "when-essay-is-settled",
        source: ServiceEntry.assessment.name,
        causes: [.init(type: EssayEvent.Name.essaySettled.rawValue)],
        duties: AssessmentDuties.ofEssays
    )

    private static let whenAttemptIsRemarked = VerifiedPolicy(
        name: "when-attempt-is-remarked",
        source: ServiceEntry.assessment.name,
        causes: [.init(type: AttemptEvent.Name.attemptRemarked.rawValue)],
        duties: AssessmentDuties.ofObjections
    )

    private static let whenExamOrAttemptChanges = VerifiedPolicy(
        name: "when-exam-or-attempt-changes",
        source: ServiceEntry.assessment.name,
        causes: [
            // Each incident that was declared just then is another command.
            .init(type: AttemptEvent.Name.attemptStarted.rawValue, mayRepeat: true),
            .init(type: AttemptEvent.Name.attemptSubmitted.rawValue),
            .init(type: AttemptEvent.Name.attemptClosed.rawValue),
            .init(type: AttemptEvent.Name.attemptMarked.rawValue),
            .init(type: AttemptEvent.Name.resultDetermined.rawValue),
            .init(type: ExamEvent.Name.examScheduled.rawValue),
            .init(type: ExamEvent.Name.examCancelled.rawValue),
            .init(type: ExamEvent.Name.examIncidentDeclared.rawValue),
            .init(type: ExamEvent.Name.examKeyRepaired.rawValue),
            .init(type: ExamEvent.Name.examResultsReleased.rawValue),
        ],
        duties: AssessmentDuties.ofExams
    )

    private static let whenBatchOrCivilServantGoes = VerifiedPolicy(
        name: "when-batch-or-civil-servant-goes",
        source: ServiceEntry.enrolment.name,
        causes: [
            .init(
                type: BatchEvent.Name.batchCancelled.rawValue,
                missing: cancelledExams,
                latecomers: whenExamOrAttemptChanges.name,
                isWide: true
            ),
            .init(
                type: CivilServantEvent.Name.civilServantLeft.rawValue,
                missing: closedAttempts,
                latecomers: whenExamOrAttemptChanges.name,
                isWide: true
            ),
        ],
        notes: ["gone"]
    )

    /// The exams of a cancelled batch are cancelled.
    @Sendable private static func cancelledExams(_ events: [EventEnvelope], _ schema: String) -> PostgresQuery {
        let ends = ["exam-cancelled", "exam-results-released"]
        return unended("exam", begunBy: "exam-scheduled", of: "batch", ends, events, schema)
    }

    /// Nobody who left still writes.
    @Sendable private static func closedAttempts(_ events: [EventEnvelope], _ schema: String) -> PostgresQuery {
        let ends = ["attempt-closed", "attempt-submitted"]
        return unended("attempt", begunBy: "attempt-started", of: "civilServant", ends, events, schema)
    }

    /// Streams that name the causes' streams in a field of their beginning and have come to none of these ends.
    ///
    /// Whether they began before the cause or after it does not matter: one of two policies sees to them.
    private static func unended(
        _ category: String,
        begunBy beginning: String,
        of field: String,
        _ ends: [String],
        _ causes: [EventEnvelope],
        _ schema: String
    ) -> PostgresQuery {
        let isEnd = ends.map { "e.type LIKE 'assessment.\($0).%'" }.joined(separator: " OR ")
        return """
            SELECT c.event, 'an end of \(raw: category) ' || s.stream_id, s.lane, s.sequence,
                s.tenant || '/' || s.category || '-' || s.stream_id
            FROM unnest(\(causes.map(\.id)), \(causes.map(\.tenant.name)), \(causes.map(\.stream.id)))
                c (event, tenant, stream)
            JOIN \(raw: schema).events s ON s.type LIKE 'assessment.\(raw: beginning).%' AND s.tenant = c.tenant
                AND (s.payload::json ->> '\(raw: field)')::uuid = c.stream
            WHERE NOT EXISTS (SELECT FROM \(raw: schema).events e WHERE e.stream_id = s.stream_id
                AND e.category = s.category AND e.tenant = s.tenant AND (\(raw: isEnd)))
            """
    }
}
