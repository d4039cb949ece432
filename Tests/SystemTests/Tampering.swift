import PostgresClient

/// One way to damage an installation at rest, and where verify has to see it.
struct Tampering: Sendable, CustomStringConvertible {
    enum Place: Sendable { case store, exams, readModel, vault }

    let place: Place
    /// The table, with its schema; put back afterwards.
    let table: String
    let sql: String
    /// What the area of the difference begins with.
    let area: String

    var description: String { sql }

    private static func store(_ table: String, _ area: String, _ statements: String...) -> [Self] {
        statements.map { Self(place: .store, table: table, sql: $0, area: area) }
    }

    private static func record(_ table: String, _ area: String, _ statements: String...) -> [Self] {
        statements.map { Self(place: .readModel, table: "learning_record.\(table)", sql: $0, area: area) }
    }

    /// The lane with the most events, whose middle and end are damaged.
    private static let longest =
        "(SELECT lane FROM enrolment.events GROUP BY lane ORDER BY count(*) DESC, lane LIMIT 1)"

    private static let events = store(
        "enrolment.events",
        "enrolment",
        "DELETE FROM enrolment.events WHERE lane = \(longest) AND sequence = 1",
        "DELETE FROM enrolment.events e WHERE lane = \(longest) AND sequence = (SELECT max(sequence) FROM enrolment.events WHERE lane = e.lane)",
        "UPDATE enrolment.events SET sequence = sequence + 100 WHERE lane = \(longest) AND sequence = 1",
        "UPDATE enrolment.events SET version = version + 1000 WHERE lane = \(longest) AND sequence = 1",
        "UPDATE enrolment.events SET lane = (lane + 1) % 16, sequence = sequence + 1000 WHERE lane = \(longest) AND sequence = 1",
        "UPDATE enrolment.events SET event_id = gen_random_uuid() WHERE lane = \(longest) AND sequence = 1",
        "UPDATE enrolment.events SET payload = replace(payload, 'III/a', 'III/b') WHERE type LIKE '%civil-servant-hired%'",
        "UPDATE enrolment.events SET payload = '{}' WHERE lane = \(longest) AND sequence = 1",
        "UPDATE enrolment.events SET type = 'enrolment.unit-moved.v1' WHERE type LIKE '%unit-established%'",
        "UPDATE enrolment.events SET occurred_at = occurred_at + interval '1 microsecond' WHERE lane = \(longest) AND sequence = 1",
        "UPDATE enrolment.events SET actor = 'somebody' WHERE lane = \(longest) AND sequence = 1",
        "UPDATE enrolment.events SET causation_id = gen_random_uuid() WHERE type LIKE '%learning-hours-verified%'",
        "UPDATE enrolment.events SET command_id = gen_random_uuid() WHERE type LIKE '%learning-hours-verified%'"
    )

    private static let storeRows =
        store(
            "enrolment.commands",
            "enrolment store",
            "UPDATE enrolment.commands SET sequence = sequence + 1",
            "DELETE FROM enrolment.commands WHERE recorded_at = (SELECT max(recorded_at) FROM enrolment.commands)",
            "DELETE FROM enrolment.commands WHERE recorded_at < (SELECT max(recorded_at) FROM enrolment.commands)",
            "DELETE FROM enrolment.commands"
        )
        + store(
            "enrolment.unique_claims",
            "enrolment store",
            "UPDATE enrolment.unique_claims SET stream_id = gen_random_uuid()",
            "INSERT INTO enrolment.unique_claims SELECT tenant, kind, '\\x00', category, stream_id FROM enrolment.unique_claims LIMIT 1",
            "INSERT INTO enrolment.unique_claims SELECT tenant, 'nip', '\\x00', category, stream_id FROM enrolment.events WHERE type LIKE '%personal-data-erased%'",
            "UPDATE enrolment.unique_claims SET kind = 'x'",
            "DELETE FROM enrolment.unique_claims"
        )
        + store(
            "enrolment.snapshots",
            "enrolment store",
            "INSERT INTO enrolment.snapshots SELECT tenant, category, stream_id, 2, 1, '{}' FROM enrolment.events WHERE type LIKE '%batch-scheduled%'",
            "INSERT INTO enrolment.snapshots SELECT tenant, category, gen_random_uuid(), 2, 1, '{}' FROM enrolment.events WHERE type LIKE '%batch-scheduled%' LIMIT 1"
        )
        + store("enrolment.store", "learning-record", "UPDATE enrolment.store SET identity = gen_random_uuid()")
        + store(
            "enrolment.relay_marks",
            "enrolment",
            "UPDATE enrolment.relay_marks SET sequence = sequence + 1",
            "UPDATE enrolment.relay_marks SET sequence = 1 WHERE lane = \(longest)",
            "UPDATE enrolment.relay_marks SET \"offset\" = 0 WHERE lane = \(longest)",
            // All marks at once: one of them is right, or names the offset of another lane's right one.
            "UPDATE enrolment.relay_marks SET \"offset\" = 0",
            "UPDATE enrolment.relay_marks SET \"offset\" = \"offset\" + 1000 WHERE lane = \(longest)",
            "UPDATE enrolment.relay_marks SET event_id = gen_random_uuid() WHERE lane = \(longest)",
            "UPDATE enrolment.relay_marks SET partition = (partition + 1) % 8 WHERE lane = \(longest)"
        )

    private static let view =
        store(
            "enrolment_view.checkpoints",
            "enrolment-view",
            "UPDATE enrolment_view.checkpoints SET sequence = sequence + 1 WHERE projection = 'enrolment-view.v1'",
            "UPDATE enrolment_view.checkpoints SET event_id = gen_random_uuid() WHERE projection = 'enrolment-view.v1'",
            "DELETE FROM enrolment_view.checkpoints WHERE projection = 'enrolment-view.v1'"
        )
        + store(
            "enrolment_policies.checkpoints",
            "when-",
            "UPDATE enrolment_policies.checkpoints SET sequence = sequence + 1",
            "UPDATE enrolment_policies.checkpoints SET event_id = gen_random_uuid()"
        )
        + ["units", "civil_servants", "programmes", "batches", "sessions", "participations", "timers"].map {
            Self(
                place: .store,
                table: "enrolment_view.\($0)",
                sql: "DELETE FROM enrolment_view.\($0)",
                area: "enrolment-view \($0)"
            )
        }
        + store(
            "enrolment_view.batches",
            "enrolment-view batches",
            "UPDATE enrolment_view.batches SET capacity = capacity + 1"
        )
        + store(
            "enrolment_view.participations",
            "enrolment-view participations",
            "UPDATE enrolment_view.participations SET status = 'withdrawn'"
        )
        + store(
            "enrolment_view.timers",
            "enrolment-view timers",
            "UPDATE enrolment_view.timers SET offered_until = offered_until + interval '1 hour'"
        )

    private static let learningRecord =
        record(
            "checkpoints",
            "learning-record",
            "UPDATE learning_record.checkpoints SET sequence = sequence + 1",
            "UPDATE learning_record.checkpoints SET sequence = sequence - 1 WHERE sequence > 1",
            "UPDATE learning_record.checkpoints SET event_id = gen_random_uuid()",
            "UPDATE learning_record.checkpoints SET store = gen_random_uuid()",
            "DELETE FROM learning_record.checkpoints"
        )
        + record("offsets", "learning-record", "UPDATE learning_record.offsets SET next_offset = next_offset + 1")
        + record("units", "learning-record units", "UPDATE learning_record.units SET name = 'x'")
        + record(
            "civil_servants",
            "learning-record civil_servants",
            "UPDATE learning_record.civil_servants SET rank = 'IV/e'",
            "UPDATE learning_record.civil_servants SET name = number, number = name WHERE name IS NOT NULL",
            "DELETE FROM learning_record.civil_servants",
            "INSERT INTO learning_record.civil_servants SELECT tenant, gen_random_uuid(), number, name, employment_kind, rank, unit_id, post_title, post_level, superior_id, started_on FROM learning_record.civil_servants LIMIT 1"
        )
        + record("batches", "learning-record batches", "UPDATE learning_record.batches SET starts_at = ends_at")
        + record(
            "participations",
            "learning-record participations",
            "UPDATE learning_record.participations SET learning_hours = learning_hours + 1",
            "UPDATE learning_record.participations SET enrolled_at = NULL"
        )
        + record(
            "hours_entries",
            "learning-record hours_entries",
            "UPDATE learning_record.hours_entries SET counted = counted + 1",
            "DELETE FROM learning_record.hours_entries"
        )
        + record(
            "timeline",
            "learning-record timeline",
            "DELETE FROM learning_record.timeline WHERE event_id = (SELECT event_id FROM learning_record.timeline LIMIT 1)",
            "UPDATE learning_record.timeline SET payload = '{}'"
        )
        + record(
            "parked_events",
            "learning-record parked_events",
            "DELETE FROM learning_record.parked_events"
        )
        + record(
            "parked_streams",
            "learning-record civil_servants",
            "DELETE FROM learning_record.parked_streams"
        )

    private static let keys = [
        "UPDATE vault.subject_keys SET wrapped_key = '\\x00', destroyed_at = NULL WHERE wrapped_key IS NULL",
        "UPDATE vault.subject_keys SET wrapped_key = NULL, destroyed_at = now() WHERE wrapped_key IS NOT NULL",
        "DELETE FROM vault.subject_keys WHERE wrapped_key IS NOT NULL",
    ].map { Self(place: .vault, table: "vault.subject_keys", sql: $0, area: "vault") }

    static let all = events + storeRows + view + learningRecord + keys + assessment

    /// Whether nothing else differs for it than the table that it damages.
    private var isLocal: Bool { area.hasSuffix(" \(table.drop { $0 != "." }.dropFirst())") }

    /// Which of them are done at once, so that one look sees several: local ones, each in a table of its own.
    static var looks: [[Self]] {
        var looks: [[Self]] = []
        for tampering in all.filter(\.isLocal) {
            if let index = looks.firstIndex(where: { !$0.contains { $0.table == tampering.table } }) {
                looks[index].append(tampering)
            } else {
                looks.append([tampering])
            }
        }
        return looks + all.filter { !$0.isLocal }.map { [$0] }
    }
}

extension System {
    /// Damages, does the body, and puts back what was there.
    func tampered(_ tamperings: ArraySlice<Tampering>, _ body: () async throws -> Void) async throws {
        guard let first = tamperings.first else { return try await body() }
        try await tampered(first) { try await tampered(tamperings.dropFirst(), body) }
    }

    private func tampered(_ tampering: Tampering, _ body: () async throws -> Void) async throws {
        let database =
            switch tampering.place {
            case .store: store
            case .exams: exams
            case .readModel: readModel
            case .vault: vault
            }
        let table = tampering.table
        let kept = "public.\(table.replacing(".", with: "_"))"
        try await database.execute("DROP TABLE IF EXISTS \(raw: kept)")
        try await database.execute("CREATE TABLE \(raw: kept) AS TABLE \(raw: table)")
        guard try await database.execute(PostgresQuery(tampering.sql)) > 0 else {
            throw NothingTampered(description: "changed no row: \(tampering)")
        }
        try await body()
        try await database.execute("DELETE FROM \(raw: table)")
        try await database.execute("INSERT INTO \(raw: table) SELECT * FROM \(raw: kept)")
    }
}

struct NothingTampered: Error, CustomStringConvertible {
    let description: String
}
