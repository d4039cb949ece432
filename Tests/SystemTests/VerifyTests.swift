import FoundationEssentials
import KafkaClient
import PostgresClient
import Testing

@testable import BinaTool

extension SystemTests {
    struct Verifying {
        @Test func `finds nothing in a system at work`() async throws {
            try await withSystem { system in
                let office = try Office(system)
                let unit = try await office.establishUnit()
                let work = Task {
                    try await inParallel(0..<160, atMost: 12) { try await hireInsistently($0, unit.id, office) }
                }
                var rounds = 0
                while try await system.eventCount() < 161 {
                    // Not looked at a second time: nothing differs even for a moment.
                    #expect(try await system.differences() == [])
                    rounds += 1
                }
                _ = try await work.value
                #expect(rounds > 0)
                try await system.waitUntilPublished()
                try await system.waitUntilApplied()
                let report = try await system.verify()
                #expect(report.shown == [])
                #expect(report.checked["events"] == 161)
                #expect(report.checked["records"] == 161)
            }
        }

        @Test func `sees each thing that is tampered with`() async throws {
            try await withSystem { system in
                // More drafts than a service folds again and again, so that it keeps the state of the attempt.
                try await Office(system).leaveOneOfEverything(drafts: 110)
                try await leaveAParkedStream(system)
                for service in system.services { await service.terminate() }
                let before = try await system.verify()
                #expect(before.shown == [])
                #expect(before.checked["kept states"] == 1)
                for tamperings in Tampering.looks {
                    do {
                        try await system.tampered(tamperings[...]) {
                            let found = try await system.differences()
                            for tampering in tamperings {
                                #expect(found.contains { $0.area.hasPrefix(tampering.area) }, "\(tampering): \(found)")
                            }
                        }
                    } catch {
                        Issue.record("\(tamperings): \(error)")
                    }
                }
                #expect(try await system.differences() == [], "everything is as it was")
                try await seesRecords(system)
            }
        }

        @Test func `every table that is compared is tampered with`() {
            let tampered = Set(Tampering.all.map(\.table))
            let models = VerifiedContext.all.flatMap(\.readModels) + VerifiedReadModel.ofProjections
            for model in models {
                for table in model.fold.tables { #expect(tampered.contains("\(model.schema).\(table.name)")) }
            }
            for context in VerifiedContext.all {
                for table in ["events", "commands", "unique_claims", "snapshots", "relay_marks"] {
                    #expect(tampered.contains("\(context.storeSchema).\(table)"))
                }
            }
        }

        /// Somebody whom a rule of the learning record's table does not admit.
        private func leaveAParkedStream(_ system: System) async throws {
            try await system.readModel.execute(
                "ALTER TABLE learning_record.civil_servants ADD CONSTRAINT mistaken CHECK (rank <> 'I/a')"
            )
            let office = try Office(system)
            let unit = try await office.establishUnit()
            var body = office.hiring("Teuku Nyak", Office.number(4), unit: unit.id).object ?? [:]
            body["rank"] = "I/a"
            _ = try Created(await office.personnel.post("civil-servants", .object(body)))
            try await system.waitUntilPublished()
            try await system.waitUntilApplied()
        }

        /// Records cannot be taken back, so each adds to what differs.
        private func seesRecords(_ system: System) async throws {
            let record = try #require(try await system.bus.records().first)
            let producer = try KafkaProducer(system.bus.kafka)
            func produce(_ change: (inout KafkaRecord) -> Void) async throws -> VerifyReport {
                var copy = KafkaRecord(
                    topic: system.bus.topic,
                    partition: record.partition.number,
                    key: record.key,
                    value: record.value,
                    headers: record.headers
                )
                change(&copy)
                _ = try await producer.send(copy)
                return try await system.verify()
            }
            let repeated = try await produce { _ in }
            #expect(repeated.shown == [], "a record may come twice")
            #expect(repeated.checked["records that repeat an earlier one"] == 1)
            let changes: [(inout KafkaRecord) -> Void] = [
                { $0.value = Array("{}".utf8) },
                { $0.value = nil },
                { $0.key = Array("aceh/unit-\(UUID().uuidString.lowercased())".utf8) },
                { $0.headers = [] },
                { $0.headers.removeAll { $0.name == "ce_actor" } },
                { $0.headers.append(KafkaHeader(name: "ce_actor", text: "somebody")) },
                { $0.headers.append(KafkaHeader(name: "ce_store", text: UUID().uuidString.lowercased())) },
                { $0.headers.append(KafkaHeader(name: "ce_sequence", text: "1000000")) },
                { $0.partition = (record.partition.number + 1) % Bus.partitions },
            ]
            var known = 0
            for change in changes {
                let report = try await produce(change)
                #expect(report.differences > known)
                #expect(report.shown.allSatisfy { $0.area.hasPrefix("enrolment topic") }, "\(report.shown)")
                known = report.differences
            }
            await producer.close(within: .seconds(5))
        }
    }
}

extension System {
    func places() throws -> VerifiedPlaces {
        try VerifiedPlaces(
            databases: [
                ServiceEntry.enrolment.name: store.configuration,
                ServiceEntry.assessment.name: exams.configuration,
                ServiceEntry.learningRecord.name: readModel.configuration,
            ],
            vault: vault.configuration,
            kafka: bus.kafka,
            topicPrefix: bus.prefix,
            tenant: nil
        )
    }

    func verify() async throws -> VerifyReport { try await VerificationRound(places()).run() }

    func differences() async throws -> [Difference] { try await verify().shown }
}

extension Office {
    /// A unit, people of whom one is erased, a programme, a batch that one completes twice, hours for it, a seat that is
    /// on offer, and exams; `drafts` as there.
    func leaveOneOfEverything(drafts: Int = 1) async throws {
        let unit = try await establishUnit()
        let person = try await hire("Cut Nyak Rahmawati", Office.number(1), unit: unit.id)
        let erased = try await hire("Zulkifli Siregar", Office.number(2), unit: unit.id)
        _ = try await personnel.post(
            "civil-servants/\(erased.id)/leave",
            ["reason": "resigned", "leftOn": "2026-01-31"]
        )
        .with(200)
        _ = try await personnel.post("civil-servants/\(erased.id)/erase", ["reason": "subject-request"]).with(200)
        let programme = try await publishProgramme()
        let batch = try await schedule(programme.id, startsInHours: -24 * 10)
        _ = try await enrol(person.id, in: batch.id, hoursFromNow: -24 * 15).with(201)
        try await attend([person.id], in: batch.id)
        _ = try await complete(person.id, in: batch.id)
        try await waitUntilHours(of: person.id, are: "verified")
        // Taken back, and given again: the same entry of the ledger a second time.
        try await attend([person.id], in: batch.id, as: "absent")
        _ = try await complete(person.id, in: batch.id)
        try await waitUntilHours(of: person.id, are: "cancelled")
        try await attend([person.id], in: batch.id)
        _ = try await complete(person.id, in: batch.id)
        try await waitUntilHours(of: person.id, are: "verified")
        let next = try await hire("Teuku Umar", Office.number(3), unit: unit.id)
        try await leaveAnOffer(by: person.id, to: next.id, programme: programme.id)
        try await leaveExamsOfEachKind(ExamOffice(system), unit: unit.id, programme: programme.id, drafts: drafts)
        try await system.waitUntilPublished()
        try await system.waitUntilApplied()
    }

    /// The only seat of a batch is given back, and offered to who waited for it.
    private func leaveAnOffer(by first: String, to next: String, programme: String) async throws {
        let batch = try await schedule(programme, capacity: 1, startsInHours: 24 * 20)
        _ = try await enrol(first, in: batch.id).with(201)
        _ = try await enrol(next, in: batch.id).with(201)
        _ = try await organiser.post("batches/\(batch.id)/enrolments/\(first)/withdraw", ["reason": "duty"]).with(200)
    }

    private func waitUntilHours(of person: String, are status: String) async throws {
        try await wait(until: "the hours are \(status)") {
            let record = try await personnel.record("/\(person)").with(200).json
            return (record["hours"]?.array ?? []).map { $0["status"]?.text } == [status]
        }
    }
}
