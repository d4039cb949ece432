import HTTPClient
import PostgresClient
import Testing

@testable import BinaTool

extension SystemTests {
    struct Breakage {
        /// Hires so many people beside the body.
        private func whileHiring(
            _ range: Range<Int>,
            _ system: System,
            _ body: () async throws -> Void
        ) async throws {
            let office = try Office(system)
            let unit = try await office.establishUnit()
            let work = Task {
                try await inParallel(range, atMost: 12) { try await hireInsistently($0, unit.id, office) }
            }
            do {
                try await body()
            } catch {
                work.cancel()
                // Why it did not go on says more than that it did not.
                if case .failure(let reason) = await work.result, !(reason is CancellationError) { throw reason }
                throw error
            }
            #expect(Set(try await work.value).count == range.count)
        }

        @Test func `a projection that is killed again and again applies every event once`() async throws {
            try await withSystem { system in
                for round in 0..<3 {
                    let applied = try await system.timelineEvents().count
                    try await whileHiring(round * 40..<(round + 1) * 40, system) {
                        try await wait(until: "it moves on") { try await system.timelineEvents().count > applied }
                        await system.learningRecord[0].kill()
                        try system.learningRecord[0].start()
                    }
                }
                try await system.learningRecord[0].waitUntilReady(system.http)
                try await system.checkThatEverythingAgrees(people: 120)
            }
        }

        @Test func `an enrolment service that is killed again and again loses nothing acknowledged`() async throws {
            try await withSystem { system in
                try await whileHiring(0..<120, system) {
                    for share in 1...3 {
                        try await wait(until: "\(share * 25) are hired") {
                            try await system.eventCount() > share * 25
                        }
                        await system.enrolment[0].kill()
                        try system.enrolment[0].start()
                    }
                }
                try await system.checkThatEverythingAgrees(people: 120)
            }
        }

        @Test func `an empty bus is filled again`() async throws {
            try await withSystem { system in
                try await whileHiring(0..<60, system) {}
                try await system.waitUntilApplied()
                for service in system.services { #expect(await service.terminate() == .exit(0)) }
                try await system.bus.replaceByEmptyOne()
                for service in system.services { try service.start() }
                for service in system.services { try await service.waitUntilReady(system.http) }
                try await system.checkThatEverythingAgrees(people: 60)
                // The way past the bus stands open as well.
                try await wait(until: "the feed is read") {
                    let metrics = try await system.http.get("\(system.enrolment[0].address)/metrics")
                    return String(decoding: metrics.body, as: UTF8.self)
                        .contains(/requests_total\{[^}]*route="\/v1\/feed"[^}]*status="200"/)
                }
                // And what comes after arrives too.
                try await whileHiring(60..<80, system) {}
                try await system.checkThatEverythingAgrees(people: 80)
            }
        }

        @Test func `services outlive the end of every database connection`() async throws {
            try await withSystem { system in
                try await whileHiring(0..<120, system) {
                    for share in 1...3 {
                        try await wait(until: "\(share * 25) are hired") {
                            try await system.eventCount() > share * 25
                        }
                        try await system.cutDatabaseConnections()
                    }
                }
                for service in system.services { try await service.waitUntilReady(system.http) }
                try await system.checkThatEverythingAgrees(people: 120)
            }
        }

        @Test func `a service that is asked to end finishes what it accepted`() async throws {
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                let before = try await system.eventCount()
                let work = Task {
                    try await inParallel(0..<200, atMost: 24) { index -> Int? in
                        // Nil: not accepted any more.
                        try? await office.personnel.post(
                            "civil-servants",
                            office.hiring("Pegawai \(index)", Office.number(index), unit: unit.id)
                        ).status
                    }
                }
                try await wait(until: "some are hired") { try await system.eventCount() > before + 20 }
                #expect(await system.enrolment[0].terminate() == .exit(0))
                let statuses = try await work.value.compactMap { $0 }
                #expect(statuses.allSatisfy { $0 == 201 || $0 == 503 }, "\(Set(statuses))")
                let acknowledged = statuses.count { $0 == 201 }
                #expect(acknowledged >= 20)
                #expect(acknowledged < 200, "it ended while requests came")
                // Whoever was recorded was told so.
                #expect(try await system.eventCount() == before + acknowledged)
                try system.enrolment[0].start()
                try await system.enrolment[0].waitUntilReady(system.http)
                try await system.checkThatEverythingAgrees(people: acknowledged)
            }
        }
    }
}

extension System {
    /// Ends every connection of the services to their databases, as a restart of PostgreSQL does.
    func cutDatabaseConnections() async throws {
        for database in [store, readModel, vault] {
            _ = try await database.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """
            )
        }
    }
}
