import Foundation
import HTTPClient
import PostgresClient
import ServiceTesting
import Testing

@testable import BinaTool

extension SystemTests {
    struct RestoredStore {
        @Test func `a store restored from yesterday's dump is recognised, explained and gone on with`() async throws {
            let page = try OperatorPage(.restoredStore)
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                for index in 0..<10 { _ = try await office.hire("Pegawai", Office.number(index), unit: unit.id) }
                try await system.waitUntilPublished()
                try await system.waitUntilApplied()
                let dump = try await dump(system.storeAddress)
                defer { try? FileManager.default.removeItem(atPath: dump) }
                for index in 10..<30 { _ = try await office.hire("Pegawai", Office.number(index), unit: unit.id) }
                try await system.waitUntilPublished()
                try await system.waitUntilApplied()
                let sent = try await system.publishedEvents()

                await system.enrolment[0].kill()
                try await program(["pg_restore", "--clean", "--if-exists", "-d", system.storeAddress, dump])
                try system.enrolment[0].start()
                try await wait(until: "commands are taken") {
                    try await office.personnel.post(
                        "civil-servants",
                        office.hiring("Pegawai", Office.number(40), unit: unit.id),
                        key: "after"
                    ).status == 201
                }
                // Enough of them to use every lost sequence again.
                for index in 41..<120 { _ = try await office.hire("Pegawai", Office.number(index), unit: unit.id) }
                try await wait(until: "relay and projection say so") {
                    let relay = try await system.troubles(of: system.enrolment[0])
                    let projection = try await system.troubles(of: system.learningRecord[0])
                    return relay.contains { $0.contains("relay") && $0.contains("restored from a backup") }
                        && projection.contains { $0.contains("restored from a backup") }
                }
                #expect(try await system.publishedEvents() == sent, "nothing was sent")
                #expect(try await system.metric("bina_relay_store_restored", of: system.enrolment[0]) == 1)
                #expect(try await system.metric("bina_projection_stopped_sources", of: system.learningRecord[0]) == 1)
                _ = try await office.personnel.record("/totals").with(200)

                let explained = try await system.type("./bina repair restored-store enrolment", of: page)
                #expect(explained.status == 0)
                #expect(explained.text.contains("20 events on the bus are not in it"))
                #expect(explained.text.contains("learning-record.v1 has stopped"))
                #expect(explained.text.contains("enrolment.civil-servant-hired.v1"))
                let accepted = try await system.type("./bina repair restored-store enrolment --accept", of: page)
                #expect(accepted.status == 0)
                try await restart(system.enrolment[0], system)
                try await wait(until: "the projection knows what to do") {
                    try await system.troubles(of: system.learningRecord[0]).contains { $0.contains("rebuild") }
                }
                for words in [
                    "./bina rebuild learning-record", "./bina rebuild learning-record finish",
                    "./bina rebuild assessment-seats", "./bina rebuild assessment-seats finish",
                    "./bina repair policies assessment",
                ] {
                    let typed = try await system.type(words, of: page)
                    #expect(typed.status == 0, "\(typed.text)")
                    #expect(accepted.text.contains(words) || words.hasSuffix("finish"), "it was told to do so")
                }
                #expect(await system.assessment[0].terminate() == .exit(0))
                try system.assessment[0].start()
                for service in system.services { try await service.waitUntilReady(system.http) }
                let last = try await office.hire("Pegawai", Office.number(200), unit: unit.id)
                _ = try await office.personnel.record("/\(last.id)", atLeast: last.token).with(200)
                try await system.waitUntilApplied()
                let stored = try await system.storedEvents().map(\.id)
                let timeline = try await system.timelineEvents()
                #expect(Set(timeline).isSubset(of: stored), "nothing lost is shown")
                #expect(timeline.count == 10 + 80 + 1)
                try await Quiet(places: system.places()).reached(within: .seconds(60))
                #expect(try await system.differences() == [], "an independent check agrees")
                let clean = try await system.type("./bina repair restored-store enrolment", of: page)
                #expect(clean.text.contains("it holds everything"))
                try await restoreAssessment(system, office, page)
            }
            #expect(page.untyped == [])
        }

        /// The other service's store, while enrolment has done what followed from its events.
        private func restoreAssessment(_ system: System, _ office: Office, _ page: OperatorPage) async throws {
            let exams = try ExamOffice(system)
            let unit = try await office.establishUnit()
            let programme = try await office.publishProgramme()
            let batch = try await office.schedule(programme.id, startsInHours: -24 * 10)
            let person = try await office.hire("Peserta", Office.number(300), unit: unit.id).id
            _ = try await office.enrol(person, in: batch.id, hoursFromNow: -24 * 15).with(201)
            let exam = try await exams.schedule("Ujian di luar", batch: batch.id)
            try await exams.record(8_000, of: person, in: exam, key: "result")
            try await Quiet(places: system.places()).reached(within: .seconds(60))
            let dump = try await dump(system.examsAddress)
            defer { try? FileManager.default.removeItem(atPath: dump) }
            _ = try await exams.enterQuestions()
            try await Quiet(places: system.places()).reached(within: .seconds(60))
            let stored = try await system.eventCount()

            await system.assessment[0].kill()
            try await program(["pg_restore", "--clean", "--if-exists", "-d", system.examsAddress, dump])
            try system.assessment[0].start()
            try await wait(until: "relay and projection say so") {
                let relay = try await system.troubles(of: system.assessment[0])
                let projection = try await system.troubles(of: system.learningRecord[0])
                return relay.contains { $0.contains("relay") && $0.contains("restored from a backup") }
                    && projection.contains { $0.contains("restored from a backup") }
            }
            let explained = try await system.type("./bina repair restored-store assessment", of: page)
            #expect(explained.status == 0)
            #expect(explained.text.contains("assessment.question-added.v1"))
            let accepted = try await system.type("./bina repair restored-store assessment --accept", of: page)
            #expect(accepted.status == 0)
            try await restart(system.assessment[0], system)
            try await wait(until: "the projection knows what to do") {
                try await system.troubles(of: system.learningRecord[0]).contains { $0.contains("rebuild") }
            }
            for words in [
                "./bina rebuild learning-record", "./bina rebuild learning-record finish",
                "./bina repair policies enrolment",
            ] {
                let typed = try await system.type(words, of: page)
                #expect(typed.status == 0, "\(typed.text)")
                #expect(accepted.text.contains(words) || words.hasSuffix("finish"), "it was told to do so")
            }
            #expect(await system.enrolment[0].terminate() == .exit(0))
            try system.enrolment[0].start()
            for service in system.services { try await service.waitUntilReady(system.http) }
            try await Quiet(places: system.places()).reached(within: .seconds(60))
            #expect(try await system.eventCount() == stored, "nothing is done again")
            #expect(try await system.differences() == [])
        }

        /// Whoever supervises the processes starts one again that has ended to take its new identity up; here that is the
        /// test.
        private func restart(_ service: ServiceInstance, _ system: System) async throws {
            try await wait(until: "the service has ended") {
                do {
                    _ = try await service.isReady(system.http)
                    return false
                } catch {
                    return true
                }
            }
            try service.start()
            try await service.waitUntilReady(system.http)
        }

        /// - Returns: where the database's dump is.
        private func dump(_ address: String) async throws -> String {
            let file = FileManager.default.temporaryDirectory.appending(path: "bina-\(UUID().uuidString).dump").path
            try await program(["pg_dump", "-Fc", "-f", file, "-d", address])
            return file
        }

        /// Runs a program of PostgreSQL's.
        private func program(_ words: [String]) async throws {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = words
            let (ends, end) = AsyncStream<Int32>.makeStream()
            process.terminationHandler = { process in
                end.yield(process.terminationStatus)
                end.finish()
            }
            try process.run()
            for await status in ends where status != 0 { throw ProgramFailed(words: words, status: status) }
        }

        private struct ProgramFailed: Error {
            let words: [String]
            let status: Int32
        }
    }
}
