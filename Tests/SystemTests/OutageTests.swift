import Foundation
import KafkaClientTesting
import PostgresClient
import Testing

@testable import BinaTool

extension SystemTests {
    /// What people see from outside while a part is away, full or behind.
    struct Outages {
        @Test(.enabled(if: realBootstrapServers == nil, "once is enough"))
        func `a read model that is behind is ready, and says how far`() async throws {
            let point = try #require(KillPoint.all.first { $0.name == "between apply and commit" })
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit().id
                let service = system.learningRecord[0]
                // A start asks for the ends of the lanes of which something was applied before.
                _ = try await inParallel(0..<60) { try await office.hire("Pegawai", Office.number($0), unit: unit) }
                try await system.waitUntilApplied()
                #expect(await service.terminate() == .exit(0))
                let status = try await system.type("./bina status", of: OperatorPage(.processDown))
                #expect(status.text.contains("learning-record: it does not answer"))
                _ = try await inParallel(60..<360) { try await office.hire("Pegawai", Office.number($0), unit: unit) }
                try await whileHeld(at: point, in: system.readModel) {
                    try service.start()
                } then: {
                    let behind = try await system.metric("bina_projection_behind_events", of: service)
                    #expect(behind ?? 0 > 100)
                    #expect(try await system.troubles(of: service) == [])
                    #expect(try await service.isReady(system.http))
                }
                try await wait(until: "it has caught up") {
                    #expect(try await service.isReady(system.http), "all the way")
                    let behind = try await system.metric("bina_projection_behind_events", of: service)
                    return behind == 0
                }
                try await system.waitUntilApplied()
            }
        }

        private func whileHeld(
            at point: KillPoint,
            in database: PostgresClient,
            begin: () async throws -> Void,
            then body: () async throws -> Void
        ) async throws {
            let keeper = try await PostgresConnection.connect(database.configuration)
            let result: Result<Void, any Error>
            do {
                try await point.hold(keeper)
                try await begin()
                try await point.waitForVictim(keeper)
                try await body()
                result = .success(try await point.letGo(keeper))
            } catch {
                result = .failure(error)
            }
            await keeper.close()
            try result.get()
        }

        @Test(.enabled(if: realBootstrapServers == nil, "a Kafka that others use is not taken away"))
        func `commands are taken while Kafka is away, and read models read past it`() async throws {
            let page = try OperatorPage(.kafkaAway)
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit().id
                for index in 0..<5 { _ = try await office.hire("Pegawai", Office.number(index), unit: unit) }
                try await system.waitUntilPublished()
                try await system.waitUntilApplied()
                try system.bus.goAway()
                let person = try await office.hire("Pegawai", Office.number(5), unit: unit)
                try await wait(until: "the feed was read") {
                    try await office.personnel.record("/\(person.id)").status == 200
                }
                try await wait(until: "the event is old") {
                    try await system.metric("bina_outbox_age_seconds", of: system.enrolment[0]) ?? 0 > 10
                }
                let status = try await system.type("./bina status", of: page)
                #expect(status.text.contains("enrolment: 1 events wait to be sent, the oldest for "))
                for service in system.services { #expect(try await service.isReady(system.http), "\(service.name)") }
                try system.bus.comeBack()
                let watched = try await system.type("./bina repair bus enrolment", of: page)
                #expect(watched.text.contains("everything that the store holds was sent: 7 events"))
                for service in system.services { try await service.waitUntilReady(system.http) }
                #expect(try await system.type("./bina verify", of: page).text.contains("nothing differs"))
                #expect(page.untyped == [])
                try await system.checkThatEverythingAgrees(people: 6)
            }
        }

        @Test(.enabled(if: realBootstrapServers == nil, "once is enough"))
        func `commands are refused while PostgreSQL is away or its disk full, and no process ends`() async throws {
            try await withSmallServer { disk, server in
                try await withSystem(on: server.connectionString()) { system in
                    let office = try Office(system)
                    let unit = try await office.establishUnit().id
                    for index in 0..<5 { _ = try await office.hire("Pegawai", Office.number(index), unit: unit) }
                    try await system.waitUntilApplied()

                    try await server.kill()
                    var count = try await hireUntilRefused(5, office, unit, reason: "database does not answer")
                    #expect(count == 6, "the first one already")
                    try await server.start()
                    try await hireInTheEnd(count - 1, office, unit)

                    if let disk {
                        try disk.fill()
                        defer { disk.empty() }
                        count = try await hireUntilRefused(count, office, unit, reason: "No space left on device")
                        disk.empty()
                        if !server.isRunning { try await server.start() }
                        try await hireInTheEnd(count - 1, office, unit)
                    } else {
                        print("left out: the full disk, as only root may mount a small one")
                    }

                    let page = try OperatorPage(.postgresAway)
                    #expect(try await system.type("./bina verify", of: page).text.contains("nothing differs"))
                    try await system.checkThatEverythingAgrees(people: count)
                }
            }
        }

        /// Until a command is answered with 503, and its service says that it is not ready; every process goes on.
        ///
        /// - Returns: how many people there are with the one that was refused.
        private func hireUntilRefused(_ first: Int, _ office: Office, _ unit: String, reason: String) async throws
            -> Int
        {
            let system = office.system
            var count = first
            var status = 201
            while status == 201, count < 2_000 {
                status = try await hire(count, office, unit).status
                count += 1
            }
            #expect(status == 503)
            let samples = try await system.samples(of: system.enrolment[0])
            #expect(SampleDemand.refusedRequests.isMet(by: samples))
            try await wait(until: "it says that it is not ready") {
                try await system.troubles(of: system.enrolment[0]).contains { $0.contains(reason) }
            }
            let told = try await system.type("./bina status", of: OperatorPage(.postgresAway))
            #expect(told.text.contains(reason))
            for service in system.services { #expect(service.isRunning, "\(service.name)") }
            return count
        }

        /// Sends the command that was refused again, whatever had become of it, until it is taken and all is well.
        private func hireInTheEnd(_ index: Int, _ office: Office, _ unit: String) async throws {
            try await wait(until: "the command is taken") { try await hire(index, office, unit).status == 201 }
            for service in office.system.services {
                try await service.waitUntilReady(office.system.http)
                #expect(service.isRunning, "\(service.name)")
            }
        }

        private func hire(_ index: Int, _ office: Office, _ unit: String) async throws -> Answer {
            let number = Office.number(index)
            return try await office.personnel.post(
                "civil-servants",
                office.hiring("Pegawai", number, unit: unit),
                key: number
            )
        }
    }
}

/// Lends a PostgreSQL of its own, where one may mount on a disk that can be filled up; nothing of either is left behind.
private func withSmallServer(_ body: (SmallDisk?, PrivatePostgresServer) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "bina-full-\(String(UInt32.random(in: .min ... .max), radix: 36))")
    let disk = await SmallDisk.mounted(at: folder, megabytes: 240)
    let server = PrivatePostgresServer(folder: folder.path, port: Int(Ports.next()))
    let result: Result<Void, any Error>
    do {
        try await server.startForBreaking()
        result = .success(try await body(disk, server))
    } catch {
        result = .failure(error)
    }
    try await Task { try await server.kill() }.value
    await disk?.unmount()
    try? FileManager.default.removeItem(at: folder)
    try result.get()
}
