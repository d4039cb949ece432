import Foundation
import PostgresClient
import Synchronization
import Testing

@testable import BinaTool

extension SystemTests {
    /// An operator at night follows the pages, word for word.
    struct OperatorPages {
        @Test func `parked streams are explained, released and skipped`() async throws {
            let page = try OperatorPage(.parkedStreams)
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                try await system.waitUntilApplied()
                // A rule of the read model that the events break.
                try await system.readModel.execute(
                    "ALTER TABLE learning_record.civil_servants ADD CONSTRAINT mistaken CHECK (post_title = '')"
                )
                let (first, second) = (
                    try await office.hire("Cut Nyak", Office.number(1), unit: unit.id),
                    try await office.hire("Teuku Umar", Office.number(2), unit: unit.id)
                )
                try await system.waitUntilApplied()
                let stream = "aceh/civil-servant-\(first.id)"
                let list = try await system.type("./bina parked list", of: page)
                #expect(list.status == 0)
                #expect(list.text.contains(stream) && list.text.contains("1 event waits"))
                #expect(try await system.learningRecord[0].isReady(system.http), "parked is not stalled")
                let explained = try await system.type(
                    "./bina parked explain \"$STREAM\"",
                    of: page,
                    ["STREAM": stream]
                )
                #expect(explained.text.contains("version 1, enrolment.civil-servant-hired"))
                #expect(!explained.text.contains("Cut Nyak") && !explained.text.contains("Analis"))
                let release = "./bina parked release \"$STREAM\""
                let early = try await system.type(release, of: page, ["STREAM": stream])
                #expect(early.status == 1)
                #expect(early.text.contains("nothing was changed"))
                let skipped = try await system.type(
                    "./bina parked skip \"$STREAM\" --reason 'entered by mistake; ticket 4711'",
                    of: page,
                    ["STREAM": "aceh/civil-servant-\(second.id)"]
                )
                #expect(skipped.status == 0)
                #expect(skipped.text.contains("left out, on record"))
                try await system.readModel.execute(
                    "ALTER TABLE learning_record.civil_servants DROP CONSTRAINT mistaken"
                )
                let late = try await system.type(release, of: page, ["STREAM": stream])
                #expect(late.status == 0)
                #expect(late.text.contains("released: 1 events applied"))
                _ = try await office.personnel.record("/\(first.id)").with(200)
                _ = try await office.personnel.record("/\(second.id)").with(404)
                let decisions = try await system.readModel.query(
                    "SELECT reason, skipped_by FROM learning_record.skipped_events"
                ).decode((String, String).self)
                #expect(decisions.map(\.0) == ["entered by mistake; ticket 4711"])
                #expect(decisions.map(\.1) == ["ani"])
                #expect(try await system.type("./bina parked list", of: page).text.contains("no stream is parked"))
                let counted = try await system.metric("bina_projection_parked_streams", of: system.learningRecord[0])
                #expect(counted == 0)
            }
            #expect(page.untyped == [])
        }

        @Test func `every page with commands has a test that types them`() throws {
            #expect(try OperatorPage.namesWithCommands() == OperatorPage.Name.allCases.map(\.rawValue).sorted())
        }

        @Test func `a read model is rebuilt, switched and rolled back while it is used`() async throws {
            let page = try OperatorPage(.rebuildAReadModel)
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                // What could be done again, if a rebuild did more than fold.
                try await office.leaveOneOfEverything()
                let before = try await eventsByType(system)
                let names = Set(try system.relationNames(await system.readModel.query(System.relations)))
                try await whileUsed(system, office, unit.id) {
                    for words in [
                        "./bina rebuild learning-record status",
                        "./bina rebuild learning-record start",
                        "./bina rebuild learning-record compare",
                        "./bina rebuild learning-record abandon",
                        "./bina rebuild learning-record start",
                        "./bina rebuild learning-record compare",
                        "./bina rebuild learning-record switch",
                        "./bina rebuild learning-record finish",
                        "./bina rebuild learning-record",
                        "./bina rebuild learning-record roll-back",
                        "./bina rebuild learning-record finish",
                        "./bina rebuild enrolment-view",
                        "./bina rebuild enrolment-view finish",
                        "./bina rebuild assessment-view",
                        "./bina rebuild assessment-view finish",
                    ] {
                        let typed = try await system.type(words, of: page)
                        #expect(typed.status == 0, "\(words)\n\(typed.text)")
                    }
                    try await switchAlthoughDifferent(system, page)
                }
                try await Quiet(places: system.places()).reached(within: .seconds(60))
                #expect(try await eventsByType(system) == before, "nothing is done again")
                #expect(try await system.differences() == [])
                let people = try await system.store.query(
                    "SELECT 1 FROM enrolment.events WHERE type LIKE '%civil-servant-hired%'"
                ).count
                try await system.checkThatEverythingAgrees(people: people)
                let left = Set(try system.relationNames(await system.readModel.query(System.relations)))
                #expect(left == names, "nothing else is left behind")
                // Started again, it finds its tables as it left them.
                for service in system.services { #expect(await service.terminate() == .exit(0)) }
                for service in system.services { try service.start() }
                for service in system.services { try await service.waitUntilReady(system.http) }
                try await system.checkThatEverythingAgrees(people: people)
            }
            #expect(page.untyped == [])
        }

        /// The present one says something else than the events, as one that was made by mistaken code does.
        private func switchAlthoughDifferent(_ system: System, _ page: OperatorPage) async throws {
            try await system.readModel.execute("UPDATE learning_record.units SET name = 'x' || name")
            let refused = try await system.type("./bina rebuild learning-record", of: page)
            #expect(refused.status == 1)
            #expect(refused.text.contains("nothing was switched"))
            let switched = try await system.type("./bina rebuild learning-record --accept-differences", of: page)
            #expect(switched.status == 0)
            #expect(switched.text.contains("switching all the same"))
            #expect(try await system.type("./bina rebuild learning-record finish", of: page).status == 0)
        }

        /// How many events of each type both stores hold, but for those of people who are hired meanwhile.
        private func eventsByType(_ system: System) async throws -> [String: Int64] {
            var counts: [String: Int64] = [:]
            for (database, schema) in [(system.store, "enrolment"), (system.exams, "assessment")] {
                let rows = try await database.query(
                    """
                    SELECT type, count(*) FROM \(raw: schema).events WHERE type NOT LIKE 'enrolment.civil-servant-hired.%'
                    GROUP BY type
                    """
                )
                counts.merge(try rows.decode((String, Int64).self)) { $1 }
            }
            return counts
        }

        @Test func `a lost read model is made anew`() async throws {
            let page = try OperatorPage(.lostReadModel)
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                for index in 0..<10 { _ = try await office.hire("Pegawai", Office.number(index), unit: unit.id) }
                try await system.waitUntilApplied()
                try await system.readModel.execute("DROP SCHEMA learning_record CASCADE")
                let after = try await office.hire("Pegawai", Office.number(10), unit: unit.id)
                try await wait(until: "it says that it is stalled") {
                    try await !system.learningRecord[0].isReady(system.http)
                }
                let typed = try await system.type("./bina rebuild learning-record start", of: page)
                #expect(typed.status == 0)
                #expect(typed.text.contains("made anew"))
                try await system.learningRecord[0].waitUntilReady(system.http)
                _ = try await office.personnel.record("/\(after.id)", atLeast: after.token).with(200)
                try await system.checkThatEverythingAgrees(people: 11)
                // And without a command: a start makes it anew.
                await system.learningRecord[0].terminate()
                try await system.readModel.execute("DROP SCHEMA learning_record CASCADE")
                try system.learningRecord[0].start()
                try await system.learningRecord[0].waitUntilReady(system.http)
                try await system.checkThatEverythingAgrees(people: 11)
            }
            #expect(page.untyped == [])
        }

        @Test func `an empty bus is filled while the operator watches`() async throws {
            let page = try OperatorPage(.lostKafka)
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                for index in 0..<10 { _ = try await office.hire("Pegawai", Office.number(index), unit: unit.id) }
                try await system.waitUntilApplied()
                for service in system.services { #expect(await service.terminate() == .exit(0)) }
                try await system.bus.replaceByEmptyOne()
                for service in system.services { try service.start() }
                for service in system.services { try await service.waitUntilReady(system.http) }
                try await wait(until: "the refill is counted") {
                    try await system.metric("bina_relay_refills_total", of: system.enrolment[0]) == 1
                }
                let typed = try await system.type("./bina repair bus enrolment", of: page)
                #expect(typed.status == 0)
                #expect(typed.text.contains("everything that the store holds was sent: 11 events"))
                try await system.checkThatEverythingAgrees(people: 10)
            }
            #expect(page.untyped == [])
        }

        /// Hires and reads beside the body: no query may fail, and none may show less than the one before.
        private func whileUsed(
            _ system: System,
            _ office: Office,
            _ unit: String,
            _ body: () async throws -> Void
        ) async throws {
            let witness = Witness()
            let hiring = Task {
                var index = 0
                while !witness.isOver, index < 4_000 {
                    let person = try await office.hire("Pegawai", Office.number(1_000 + index), unit: unit)
                    let seen = try await office.personnel.record("/\(person.id)", atLeast: person.token)
                    if seen.status != 200 { witness.note("own write: \(seen.status) \(seen.text)") }
                    index += 1
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            let reading = Task {
                var people = 0
                while !witness.isOver {
                    let totals = try await office.personnel.record("/totals")
                    let count = totals.json["people"]?.number ?? -1
                    if totals.status != 200 || count < people {
                        witness.note("\(totals.status): \(count) people after \(people)")
                    }
                    people = count
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            let result: Result<Void, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            witness.end()
            try await hiring.value
            try await reading.value
            #expect(witness.failures == [])
            try result.get()
        }
    }
}

extension System {
    static let relations: PostgresQuery = """
        SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema'
        """

    func relationNames(_ rows: PostgresRows) throws -> [String] { try rows.decode(String.self) }
}

/// What somebody saw who went on reading, until told to end.
private final class Witness: Sendable {
    private let state = Mutex<(isOver: Bool, failures: [String])>((false, []))

    var isOver: Bool { state.withLock { $0.isOver } }
    var failures: [String] { state.withLock { $0.failures } }
    func end() { state.withLock { $0.isOver = true } }
    func note(_ failure: String) { state.withLock { $0.failures.append(failure) } }
}
