import Foundation
import PostgresClient
import Testing

@testable import BinaTool

/// An instant at which a process is killed: while a statement of it is held by a trigger of the test's own.
struct KillPoint: Sendable, CustomTestStringConvertible {
    enum Victim: Sendable { case service, exams, projection }
    enum Ending: String, Sendable, CaseIterable {
        /// The server notices first: the transaction is undone.
        case undone
        /// The server goes on: the transaction commits, and nobody was told.
        case committed
    }

    let name: String
    let victim: Victim
    /// With its schema, in the victim's own database.
    let table: String
    /// `BEFORE` holds a statement, `AFTER` the commit.
    let isAtCommit: Bool
    let ending: Ending

    var testDescription: String { "\(name), \(ending.rawValue)" }

    static let all = Ending.allCases.flatMap { ending in
        [
            Self(name: "the group commit of commands", .service, "enrolment.events", atCommit: true, ending),
            Self(name: "between acknowledgement and mark", .service, "enrolment.relay_marks", atCommit: false, ending),
            Self(
                name: "the view, between apply and commit",
                .service,
                "enrolment_view.checkpoints",
                atCommit: true,
                ending
            ),
            Self(
                name: "a policy, between append and commit",
                .service,
                "enrolment_policies.checkpoints",
                atCommit: true,
                ending
            ),
            Self(name: "between apply and commit", .projection, "learning_record.checkpoints", atCommit: true, ending),
            Self(
                name: "between fence and apply",
                .projection,
                "learning_record.civil_servants",
                atCommit: false,
                ending
            ),
        ]
    }

    /// With somebody who sits an exam, and a result of another exam that enrolment hears of.
    static let ofExams = Ending.allCases.flatMap { ending in
        [
            Self(name: "the group commit of answers", .exams, "assessment.events", atCommit: true, ending),
            Self(name: "between acknowledgement and mark", .exams, "assessment.relay_marks", atCommit: false, ending),
            Self(
                name: "marks, between append and commit",
                .exams,
                "assessment_policies.checkpoints",
                atCommit: true,
                ending
            ),
            Self(name: "seats, between apply and offset", .exams, "assessment_seats.offsets", atCommit: true, ending),
            Self(
                name: "a policy on the bus, between append and offset",
                .service,
                "enrolment_policies.offsets",
                atCommit: true,
                ending
            ),
        ]
    }

    /// A commit of the learning record that the server undoes.
    static func ofProjection(_ name: String, _ table: String) -> Self {
        Self(name: name, .projection, table, atCommit: true, .undone)
    }

    private init(name: String, _ victim: Victim, _ table: String, atCommit: Bool, _ ending: Ending) {
        self.name = name
        self.victim = victim
        self.table = table
        isAtCommit = atCommit
        self.ending = ending
    }

    /// The advisory lock that the trigger waits for.
    private static let lock = 4_711

    /// Lets everything of the table wait from now on.
    func hold(_ keeper: PostgresConnection) async throws {
        try await keeper.executeScript(
            """
            SELECT pg_advisory_lock(\(Self.lock));
            CREATE OR REPLACE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_advisory_xact_lock_shared(\(Self.lock)); RETURN NULL; END';
            """
        )
        let trigger =
            isAtCommit
            ? "CREATE CONSTRAINT TRIGGER hold AFTER INSERT OR UPDATE ON \(table) DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
            : "CREATE TRIGGER hold BEFORE INSERT OR UPDATE ON \(table) FOR EACH STATEMENT"
        try await keeper.executeScript("\(trigger) EXECUTE FUNCTION public.hold()")
    }

    /// Returns when somebody waits.
    func waitForVictim(_ keeper: PostgresConnection) async throws {
        try await wait(until: "something is held: \(name)") { try await !held(keeper).isEmpty }
    }

    /// Ends what was held, and lets everything go on.
    func release(_ keeper: PostgresConnection) async throws {
        if ending == .undone {
            try await wait(until: "nobody is held") {
                // Whoever waited for the locks of one of them is held after it.
                for process in try await held(keeper) {
                    _ = try await keeper.query("SELECT pg_terminate_backend(\(process))")
                }
                return try await held(keeper).isEmpty
            }
        }
        try await letGo(keeper)
    }

    /// Lets everything go on, also what was held.
    func letGo(_ keeper: PostgresConnection) async throws {
        try await keeper.executeScript("SELECT pg_advisory_unlock_all()")
        try await keeper.executeScript("DROP TRIGGER hold ON \(table)")
    }

    private func held(_ keeper: PostgresConnection) async throws -> [Int32] {
        try await keeper.query(
            """
            SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = \(Int64(Self.lock)) AND NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        ).decode(Int32.self)
    }
}

extension SystemTests {
    struct KillPoints {
        /// All on one system, so that each finds what the ones before it left.
        @Test func `a process killed at any critical instant loses nothing and doubles nothing`() async throws {
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                let programme = try await office.publishProgramme(hours: 3)
                for (round, point) in KillPoint.all.enumerated() {
                    try await strike(point, round, system, office, unit.id, programme.id)
                    let found = try await system.differences()
                    #expect(found == [], "\(point.testDescription): \(found)")
                }
                try await system.checkThatEverythingAgrees(people: KillPoint.all.count * 6)
                let repeated = try await system.verify().checked["records that repeat an earlier one"] ?? 0
                #expect(repeated > 0, "what was acknowledged and not marked is sent again")
            }
        }

        @Test func `an exam is neither lost nor doubled when a process is killed at any critical instant`() async throws
        {
            try await withSystem { system in
                let office = try Office(system)
                let exams = try ExamOffice(system)
                let unit = try await office.establishUnit()
                let programme = try await office.publishProgramme(hours: 3)
                let questions = try await exams.enterQuestions().filter { $0.kind == "single-choice" }.map(\.id)
                let exam = try await exams.schedule("Ujian", questions)
                let batch = try await office.schedule(programme.id, capacity: 20, startsInHours: -24 * 10)
                let elsewhere = try await exams.schedule("Ujian di luar", batch: batch.id)
                for (round, point) in KillPoint.ofExams.enumerated() {
                    let person = try await office.hire("Peserta", Office.number(800 + round), unit: unit.id).id
                    _ = try await office.enrol(person, in: batch.id, hoursFromNow: -24 * 15).with(201)
                    try await Quiet(places: system.places()).reached(within: .seconds(60))
                    try await kill(at: point, system) {
                        async let result: Void = exams.record(7_500, of: person, in: elsewhere, key: "result-\(round)")
                        async let sitting: String = exams.sit(exam, person)
                        // Enrolment's own event, for what the assessment service hears of it.
                        async let seat = hireInsistently(900 + round, unit.id, office)
                        _ = try await (result, sitting, seat)
                    }
                    try await Quiet(places: system.places()).reached(within: .seconds(60))
                    let found = try await system.differences()
                    #expect(found == [], "\(point.testDescription): \(found)")
                }
                #expect(try await exams.lostReceipts() == [])
                let noted = try await system.store.query(
                    "SELECT 1 FROM enrolment.events WHERE type LIKE 'enrolment.exam-result-noted.%'"
                ).count
                #expect(noted == KillPoint.ofExams.count, "each result once")
            }
        }

        @Test
        func `a projection killed in a catch-up, a rebuild or a rebalance applies every event once`() async throws {
            try await withSystem(replicas: 2) { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                await system.learningRecord[1].terminate()
                var people = 0
                func hire(_ count: Int) async throws {
                    _ = try await inParallel(people..<people + count, atMost: 8) {
                        try await hireInsistently($0, unit.id, office)
                    }
                    people += count
                }
                let catchUp = KillPoint.ofProjection("in the middle of a backlog", "learning_record.checkpoints")
                await system.learningRecord[0].terminate()
                try await hire(60)
                try await kill(at: catchUp, system) { try system.learningRecord[0].start() }
                try await system.checkThatEverythingAgrees(people: people)

                let started = try await system.type("./bina rebuild learning-record start")
                #expect(started.status == 0, "\(started.text)")
                let rebuild = KillPoint.ofProjection("in a rebuild", "learning_record_next.checkpoints")
                let (first, last) = (people, people + 20)
                people = last
                try await kill(at: rebuild, system) {
                    _ = try await inParallel(first..<last, atMost: 8) { try await hireInsistently($0, unit.id, office) }
                }
                try await system.waitUntilApplied()
                try await system.learningRecord[0].waitUntilReady(system.http)
                for step in ["compare", "switch", "finish"] {
                    let typed = try await system.type("./bina rebuild learning-record \(step)")
                    #expect(typed.status == 0, "\(step): \(typed.text)")
                }
                try await system.checkThatEverythingAgrees(people: people)

                // One that is held between apply and commit when another one comes and wants its share.
                let rebalance = KillPoint.ofProjection("in a rebalance", "learning_record.checkpoints")
                let (one, other) = (people, people + 20)
                people = other
                try await kill(at: rebalance, system) {
                    _ = try await inParallel(one..<other, atMost: 8) { try await hireInsistently($0, unit.id, office) }
                } meanwhile: {
                    try system.learningRecord[1].start()
                    try await wait(until: "the second asks for its share") {
                        try await system.metric("bina_projection_batches_total", of: system.learningRecord[1]) != nil
                    }
                }
                try await system.checkThatEverythingAgrees(people: people)
                #expect(try await system.differences() == [])
            }
        }

        private func strike(
            _ point: KillPoint,
            _ round: Int,
            _ system: System,
            _ office: Office,
            _ unit: String,
            _ programme: String
        ) async throws {
            // A batch that is over, with somebody who attended: a result for the policy to react to.
            let person = try await office.hire("Peserta \(round)", Office.number(900 + round), unit: unit)
            let batch = try await office.schedule(programme, startsInHours: -24 * 10)
            _ = try await office.enrol(person.id, in: batch.id, hoursFromNow: -24 * 15).with(201)
            try await office.attend([person.id], in: batch.id)
            try await system.waitUntilApplied()

            try await kill(at: point, system) {
                async let result: Void = evaluateInsistently(person.id, batch.id, office, key: "result-\(round)")
                let people = try await inParallel(round * 5..<(round + 1) * 5, atMost: 5) {
                    try await hireInsistently($0, unit, office)
                }
                try await result
                #expect(Set(people).count == 5)
            }
            try await system.waitUntilPublished()
            try await system.waitUntilApplied()
            try await Quiet(places: system.places()).reached(within: .seconds(60))
        }

        /// Kills the victim while the work waits at the point; returns when the work is done all the same.
        ///
        /// `meanwhile`: what is done while it is held, before it is killed.
        private func kill(
            at point: KillPoint,
            _ system: System,
            while work: @escaping @Sendable () async throws -> Void,
            meanwhile: () async throws -> Void = {}
        )
            async throws
        {
            let (database, victim) =
                switch point.victim {
                case .service: (system.store, system.enrolment[0])
                case .exams: (system.exams, system.assessment[0])
                case .projection: (system.readModel, system.learningRecord[0])
                }
            let keeper = try await PostgresConnection.connect(database.configuration)
            try await point.hold(keeper)
            let task = Task { try await work() }
            do {
                try await point.waitForVictim(keeper)
                try await meanwhile()
                await victim.kill()
                try await point.release(keeper)
                try victim.start()
                try await task.value
            } catch {
                task.cancel()
                await keeper.close()
                throw error
            }
            await keeper.close()
        }
    }
}

/// Asks for somebody's result until it is acknowledged.
private func evaluateInsistently(_ person: String, _ batch: String, _ office: Office, key: String) async throws {
    try await wait(until: "the result is acknowledged") {
        try await office.organiser.post("batches/\(batch)/participants/\(person)/evaluate", key: key).status == 200
    }
}
