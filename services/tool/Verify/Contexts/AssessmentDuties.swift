/// What has to have followed in the assessment context, by the verifier's own understanding of its events.
enum AssessmentDuties {
    /// Of the policy on exams and attempts.
    static let ofExams = [marking, essays, cancelling, incidents, repairing, releasing]
    /// Of the policy on settled essays.
    static let ofEssays = [entering]
    /// Of the policy on marks that were changed for an objection.
    static let ofObjections = [recalculating]

    /// Name of the stream of an event, with its tenant.
    private static func stream(_ alias: String) -> String {
        "\(alias).tenant || '/' || \(alias).category || '-' || \(alias).stream_id"
    }

    /// What a duty selects.
    private static func cause(for target: String) -> String {
        "SELECT c.lane, c.sequence, \(stream("c")), c.version, \(stream(target)) FROM applied c"
    }

    private static func same(_ alias: String, _ other: String) -> String {
        """
        \(alias).stream_id = \(other).stream_id AND \(alias).category = \(other).category
            AND \(alias).tenant = \(other).tenant
        """
    }

    private static func isType(_ alias: String, _ name: String) -> String {
        "\(alias).type LIKE 'assessment.\(name).%'"
    }

    /// Closed by a rule by which it counts for nothing.
    private static let isVoid = "\(isType("e", "attempt-closed")) AND e.payload::json ->> 'reason' <> 'time-up'"

    /// The attempt went on after this event of it, and what had been made of it was taken back.
    private static func isTakenBack(_ alias: String, in events: String) -> String {
        """
        EXISTS (SELECT FROM \(events) b WHERE \(same("b", alias)) AND b.version > \(alias).version
            AND \(isType("b", "attempt-reopened")))
        """
    }

    /// The attempts of the exam whose event is the cause, as far as the policy knows that they were started.
    private static let attempts = """
        JOIN applied s ON \(isType("s", "attempt-started")) AND s.tenant = c.tenant
            AND (s.payload::json ->> 'exam')::uuid = c.stream_id
        """

    /// Whoever handed in, or whose time was up, is marked.
    private static let marking = PolicyDuty(what: "marks") { events in
        """
        \(cause(for: "c")) WHERE (\(isType("c", "attempt-submitted"))
            OR \(isType("c", "attempt-closed")) AND c.payload::json ->> 'reason' = 'time-up')
        AND NOT EXISTS (SELECT FROM \(events) e WHERE \(same("e", "c")) AND e.version > c.version
            AND (\(isType("e", "attempt-marked")) OR \(isType("e", "attempt-reopened"))
                OR \(isType("e", "attempt-closed"))))
        """
    }

    /// Essays that a marking left open are on the markers' table.
    private static let essays = PolicyDuty(what: "every essay on the markers' table") { events in
        """
        \(cause(for: "c")) JOIN LATERAL json_array_elements_text(c.payload::json -> 'pendingEssays') q (question) ON true
        WHERE \(isType("c", "attempt-marked")) AND NOT EXISTS (SELECT FROM \(events) o
            WHERE \(isType("o", "essay-opened")) AND o.tenant = c.tenant
                AND (o.payload::json ->> 'attempt')::uuid = c.stream_id AND o.payload::json ->> 'question' = q.question)
        AND NOT EXISTS (SELECT FROM \(events) e WHERE \(same("e", "c")) AND e.version > c.version
            AND (\(isType("e", "attempt-remarked")) OR \(isVoid)))
        """
    }

    /// The attempts of a cancelled exam count for nothing, unless their results were released before.
    private static let cancelling = PolicyDuty(what: "an attempt that counts for nothing") { events in
        """
        \(cause(for: "s")) \(attempts) WHERE \(isType("c", "exam-cancelled"))
        AND NOT EXISTS (SELECT FROM \(events) e WHERE \(same("e", "s"))
            AND (\(isType("e", "result-released")) OR \(isVoid)))
        """
    }

    /// Whoever still writes got back the time that an incident took.
    private static let incidents = PolicyDuty(what: "the time of the incident given back") { events in
        """
        \(cause(for: "s")) \(attempts) WHERE \(isType("c", "exam-incident-declared"))
        AND (json_array_length(c.payload::json -> 'candidates') = 0
            OR (c.payload::jsonb -> 'candidates') ? (s.payload::json ->> 'civilServant'))
        AND (c.payload::json ->> 'until')::timestamptz > (s.payload::json ->> 'startedAt')::timestamptz
        AND NOT EXISTS (SELECT FROM \(events) e WHERE \(same("e", "s"))
            AND (\(isType("e", "attempt-submitted")) OR \(isType("e", "attempt-closed"))
                OR \(isType("e", "incident-counted"))
                    AND e.payload::json ->> 'incident' = c.payload::json ->> 'incident'))
        """
    }

    /// Whoever had the question and was marked before its key was repaired is marked again.
    ///
    /// One policy writes marks and re-marks, one after the other: marks that were recorded before the repair were there
    /// when it came to the repair.
    private static let repairing = PolicyDuty(what: "a re-mark") { events in
        """
        \(cause(for: "s")) \(attempts)
        JOIN LATERAL json_array_elements(s.payload::json -> 'paper') i (item)
            ON i.item ->> 'question' = c.payload::json ->> 'question'
            AND i.item ->> 'revision' = c.payload::json ->> 'revision'
        JOIN applied m ON \(same("m", "s")) AND \(isType("m", "attempt-marked")) AND m.recorded_at < c.recorded_at
        WHERE \(isType("c", "exam-key-repaired")) AND NOT \(isTakenBack("m", in: events))
        AND NOT EXISTS (SELECT FROM \(events) e WHERE \(same("e", "s"))
            AND (\(isVoid) OR \(isType("e", "attempt-remarked"))
                AND e.payload::json ->> 'repair' = c.payload::json ->> 'repair'))
        """
    }

    /// Where an exam's results are released, so is each that stands.
    private static let releasing = PolicyDuty(what: "a released result") { events in
        """
        \(cause(for: "s")) \(attempts)
        JOIN applied d ON \(same("d", "s")) AND \(isType("d", "result-determined"))
        WHERE \(isType("c", "exam-results-released")) AND NOT \(isTakenBack("d", in: events))
        AND NOT EXISTS (SELECT FROM \(events) e WHERE \(same("e", "s"))
            AND (\(isType("e", "result-released")) OR \(isVoid)))
        """
    }

    /// The settled mark of an essay is entered, unless the attempt waits for it no more.
    private static let entering = PolicyDuty(what: "the essay's mark in its attempt") { events in
        """
        \(cause(for: "c")) WHERE \(isType("c", "essay-settled"))
        AND NOT EXISTS (SELECT FROM \(events) e WHERE e.stream_id = (c.payload::json ->> 'attempt')::uuid
            AND e.category = 'attempt' AND e.tenant = c.tenant
            AND (\(isType("e", "attempt-remarked")) OR \(isVoid) OR \(isType("e", "essay-mark-entered"))
                AND (e.payload::json ->> 'essay')::uuid = c.stream_id))
        """
    }

    /// An objection for which marks were changed knows before and after.
    private static let recalculating = PolicyDuty(what: "the recalculation in its objection") { events in
        """
        \(cause(for: "c")) WHERE \(isType("c", "attempt-remarked")) AND c.payload::json ->> 'objection' IS NOT NULL
        AND NOT EXISTS (SELECT FROM \(events) e WHERE e.stream_id = (c.payload::json ->> 'objection')::uuid
            AND e.category = 'objection' AND e.tenant = c.tenant AND \(isType("e", "result-recalculated")))
        """
    }
}
