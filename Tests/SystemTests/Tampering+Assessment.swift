/// The assessment context, and what follows from one context in another.
extension Tampering {
    private static func exams(_ table: String, _ area: String, _ statements: String...) -> [Self] {
        statements.map { Self(place: .exams, table: table, sql: $0, area: area) }
    }

    private static let longest =
        "(SELECT lane FROM assessment.events GROUP BY lane ORDER BY count(*) DESC, lane LIMIT 1)"

    private static let events: [Self] =
        exams(
            "assessment.events",
            "assessment",
            "DELETE FROM assessment.events WHERE lane = \(longest) AND sequence = 1",
            "UPDATE assessment.events SET payload = '{}' WHERE lane = \(longest) AND sequence = 1",
            "UPDATE assessment.events SET event_id = gen_random_uuid() WHERE lane = \(longest) AND sequence = 1",
            "UPDATE assessment.events SET actor = 'somebody' WHERE type LIKE '%answer-saved%'"
        )
        // The laws of an attempt.
        + exams(
            "assessment.events",
            "assessment store",
            "UPDATE assessment.events SET payload = replace(payload, '\"receipt\":1', '\"receipt\":2') WHERE type LIKE '%answer-saved%'",
            "UPDATE assessment.events SET payload = regexp_replace(payload, '\"savedAt\":\"2[0-9]{3}', '\"savedAt\":\"2999') WHERE type LIKE '%answer-saved%'",
            "UPDATE assessment.events SET payload = regexp_replace(payload, '\"deadline\":\"2[0-9]{3}', '\"deadline\":\"2999') WHERE type LIKE '%attempt-started%'"
        )
        + exams(
            "assessment.relay_marks",
            "assessment",
            "UPDATE assessment.relay_marks SET sequence = 1 WHERE lane = \(longest)",
            "UPDATE assessment.relay_marks SET event_id = gen_random_uuid() WHERE lane = \(longest)"
        )
        + exams(
            "assessment.commands",
            "assessment store",
            "UPDATE assessment.commands SET sequence = sequence + 1",
            "DELETE FROM assessment.commands"
        )
        + exams(
            "assessment.unique_claims",
            "assessment store",
            "DELETE FROM assessment.unique_claims WHERE kind = 'attempt'",
            "DELETE FROM assessment.unique_claims WHERE kind = 'objection'",
            "INSERT INTO assessment.unique_claims SELECT tenant, 'objection', '\\x00', category, stream_id FROM assessment.events WHERE type LIKE '%objection-withdrawn%'"
        )
        + exams(
            "assessment.snapshots",
            "assessment store",
            "UPDATE assessment.snapshots SET version = version + 1",
            "UPDATE assessment.snapshots SET version = version + 1000",
            "UPDATE assessment.snapshots SET state = convert_to(replace(convert_from(state, 'UTF8'), '\"lastReceipt\":', '\"lastReceipt\":1'), 'UTF8')"
        )

    /// Effects removed, doubled, and given to another cause; positions moved.
    private static let effects: [Self] =
        exams(
            "assessment.events",
            "when-exam-or-attempt-changes",
            "DELETE FROM assessment.events WHERE type LIKE '%attempt-marked%'",
            "DELETE FROM assessment.events WHERE type LIKE '%attempt-remarked%'",
            "DELETE FROM assessment.events WHERE type LIKE '%result-released%' AND type NOT LIKE '%exam-results%'",
            "DELETE FROM assessment.events WHERE type LIKE '%essay-opened%'",
            "DELETE FROM assessment.events WHERE type LIKE '%attempt-closed%'",
            "UPDATE assessment.events SET command_id = gen_random_uuid() WHERE type LIKE '%attempt-marked%'",
            "UPDATE assessment.events SET causation_id = gen_random_uuid() WHERE type LIKE '%attempt-remarked%'",
            "INSERT INTO assessment.events (sequence, version, occurred_at, stream_id, event_id, command_id, correlation_id, causation_id, lane, tenant, category, type, actor, payload) SELECT sequence + 1000, version + 1000, occurred_at, stream_id, gen_random_uuid(), gen_random_uuid(), correlation_id, causation_id, lane, tenant, category, type, actor, payload FROM assessment.events WHERE type LIKE '%attempt-marked%' LIMIT 1"
        )
        + exams(
            "assessment.events",
            "when-batch-or-civil-servant-goes",
            "DELETE FROM assessment.events WHERE type LIKE '%exam-cancelled%'"
        )

    private static let positions: [Self] =
        exams(
            "assessment_policies.checkpoints",
            "when-",
            "UPDATE assessment_policies.checkpoints SET sequence = sequence + 1",
            "UPDATE assessment_policies.checkpoints SET event_id = gen_random_uuid()",
            "UPDATE assessment_policies.checkpoints SET store = gen_random_uuid()"
        )
        + exams(
            "assessment_policies.offsets",
            "when-batch-or-civil-servant-goes",
            "UPDATE assessment_policies.offsets SET next_offset = next_offset + 1"
        )

    /// What follows in enrolment.
    private static let ofEnrolment = [
        Self(
            place: .store,
            table: "enrolment.events",
            sql:
                "WITH gone AS (DELETE FROM enrolment.events WHERE type LIKE '%exam-result-noted%') UPDATE enrolment.events SET recorded_at = recorded_at - interval '1 hour' WHERE type LIKE '%participant-enrolled%'",
            area: "when-exam-result-is-known"
        ),
        Self(
            place: .store,
            table: "enrolment.events",
            sql: "UPDATE enrolment.events SET command_id = gen_random_uuid() WHERE type LIKE '%exam-result-noted%'",
            area: "when-exam-result-is-known"
        ),
        Self(
            place: .store,
            table: "enrolment_policies.offsets",
            sql: "UPDATE enrolment_policies.offsets SET next_offset = next_offset + 1",
            area: "when-exam-result-is-known"
        ),
    ]

    private static let viewTables: [Self] = [
        "questions", "exams", "attempts", "essays", "essay_tasks", "objections",
    ].flatMap { table in
        exams("assessment_view.\(table)", "assessment-view \(table)", "DELETE FROM assessment_view.\(table)")
    }

    private static let rows: [Self] =
        exams(
            "assessment_view.attempts",
            "assessment-view attempts",
            "UPDATE assessment_view.attempts SET due_at = now()",
            "UPDATE assessment_view.attempts SET passed = NOT passed"
        )
        + exams(
            "assessment_view.essay_tasks",
            "assessment-view essay_tasks",
            "UPDATE assessment_view.essay_tasks SET is_done = NOT is_done"
        )
        + exams(
            "assessment_view.objections",
            "assessment-view objections",
            "UPDATE assessment_view.objections SET outcome = 'granted'"
        )
        + exams(
            "assessment_view.checkpoints",
            "assessment-view",
            "UPDATE assessment_view.checkpoints SET sequence = sequence - 1 WHERE sequence > 1"
        )
        + exams(
            "assessment_seats.seats",
            "assessment-seats seats",
            "DELETE FROM assessment_seats.seats",
            "UPDATE assessment_seats.seats SET is_held = NOT is_held"
        )
        + exams(
            "assessment_seats.civil_servants",
            "assessment-seats civil_servants",
            "UPDATE assessment_seats.civil_servants SET is_serving = NOT is_serving"
        )
        + exams(
            "assessment_seats.offsets",
            "assessment-seats",
            "UPDATE assessment_seats.offsets SET next_offset = next_offset + 1"
        )

    private static let records: [Self] = [
        ("exams", "UPDATE learning_record.exams SET title = 'x'"),
        ("exam_attempts", "UPDATE learning_record.exam_attempts SET score_hundredths = score_hundredths - 1"),
        ("exam_attempts", "DELETE FROM learning_record.exam_attempts"),
        ("objections", "UPDATE learning_record.objections SET status = 'final'"),
        ("objections", "DELETE FROM learning_record.objections"),
    ].map { table, sql in
        Self(
            place: .readModel,
            table: "learning_record.\(table)",
            sql: sql,
            area: "learning-record \(table)"
        )
    }

    static let assessment = [events, effects, positions, ofEnrolment, viewTables, rows, records].flatMap { $0 }
}
