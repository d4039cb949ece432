import Foundation
import KafkaClient
import PostgresClient
import Testing

@testable import BinaTool

extension SystemTests {
    struct PersonalData {
        private static let name = "Zulkarnain Qodratullah"
        private static let contact = "zulkarnain.q@contoh.go.id"
        private static let programmeTitle = "Pelayanan Publik"

        /// Hires somebody with strings that stand nowhere else, and lets the person learn something.
        private func aPerson(of system: System) async throws -> (office: Office, person: String, batch: String) {
            let office = try Office(system)
            let unit = try await office.establishUnit()
            var body = office.hiring(Self.name, Office.number(77), unit: unit.id).object ?? [:]
            body["contact"] = .text(Self.contact)
            let person = try Created(await office.personnel.post("civil-servants", .object(body)))
            let programme = try await office.publishProgramme()
            let batch = try await office.schedule(programme.id, startsInHours: -24 * 10)
            _ = try await office.enrol(person.id, in: batch.id, hoursFromNow: -24 * 15).with(201)
            try await office.attend([person.id], in: batch.id)
            _ = try await office.complete(person.id, in: batch.id)
            // Ways on which a value could get into a log: a refusal, and a look-up.
            _ = try await office.personnel.post("civil-servants", .object(body)).with(409)
            let lookup = try await office.personnel.post("civil-servants/lookup", ["number": .text(Office.number(77))])
            #expect(lookup.json["id"]?.text == person.id)
            return (office, person.id, batch.id)
        }

        @Test func `another client reads CloudEvents from the topic, and nobody's name or number`() async throws {
            guard let kcat = Self.kcat else { return print("kcat is not installed: nothing is read with it") }
            try await withSystem { system in
                _ = try await aPerson(of: system)
                try await system.waitUntilPublished()
                try await system.waitUntilApplied()
                let count = try await system.eventCount()
                let output = try Self.read(system.bus.topic, of: system.bus.bootstrapServers, with: kcat)
                let lines = output.split(separator: "\n")
                #expect(lines.count == count)
                for line in lines { try Self.check(String(line)) }
                #expect(output.contains(Self.programmeTitle), "kcat shows payloads")
                for secret in Self.secrets { #expect(!output.contains(secret), "\(secret)") }
            }
        }

        @Test func `no table of events and no log names anybody`() async throws {
            try await withSystem { system in
                _ = try await aPerson(of: system)
                try await system.waitUntilApplied()
                let raw = try await system.bus.records().flatMap { record in
                    [record.key ?? [], record.value ?? []]
                        + record.headers.flatMap { [Array($0.name.utf8), $0.value ?? []] }
                }
                let kafka = String(decoding: raw.joined(), as: UTF8.self)
                let places = try await [
                    "Kafka": kafka, "store": system.wholeText(of: system.store),
                    "vault": system.wholeText(of: system.vault), "read model": system.wholeText(of: system.readModel),
                    "logs": system.services.map { $0.logText() }.joined(),
                ]
                #expect(kafka.contains(Self.programmeTitle))
                for (place, text) in places {
                    #expect(!text.isEmpty, "\(place)")
                    for secret in Self.secrets { #expect(!text.contains(secret), "\(secret) in \(place)") }
                }
            }
        }

        @Test func `after an erasure the person is nobody, and everything adds up as before`() async throws {
            try await withSystem { system in
                let (office, person, _) = try await aPerson(of: system)
                try await wait(until: "the hours are there") {
                    try await office.personnel.record("/\(person)").json["hours"]?.array?.isEmpty == false
                }
                try await system.waitUntilApplied()
                let before = try await office.personnel.record("/totals").with(200).json
                let shown = try await office.personnel.record("/\(person)").with(200).json
                #expect(shown["person"]?["name"]?.text == Self.name)

                let erased = try await office.personnel.post(
                    "civil-servants/\(person)/erase",
                    ["reason": "subject-request"]
                ).with(200)
                let token = try #require(erased.header("Bina-Read-Token"))
                let record = try await office.personnel.record("/\(person)", atLeast: token).with(200)
                #expect(record.json["person"]?["erased"]?.bool == true)
                #expect(record.json["person"]?["name"]?.text == nil)
                let register = try await office.personnel.get("civil-servants/\(person)").with(200)
                for secret in Self.secrets {
                    #expect(!record.text.contains(secret), "\(secret)")
                    #expect(!register.text.contains(secret), "\(secret)")
                }
                #expect(record.json["hours"]?.array?.count == shown["hours"]?.array?.count)
                #expect(try await office.personnel.record("/totals").with(200).json == before)
                let keys = try await system.vault.query(
                    "SELECT count(*) FROM vault.subject_keys WHERE wrapped_key IS NOT NULL"
                ).decode(Int64.self)
                #expect(keys == [0])

                // The number is free again, for somebody else or for the same person anew.
                let unit = try await office.establishUnit("Dinas Kesehatan")
                _ = try await office.hire("Orang Lain", Office.number(77), unit: unit.id)
            }
        }

        private static var secrets: [String] { [name, "Qodratullah", Office.number(77), contact] }

        private static var kcat: URL? {
            ["/usr/bin/kcat", "/usr/local/bin/kcat", "/usr/bin/kafkacat"].map { URL(filePath: $0) }.first {
                FileManager.default.isExecutableFile(atPath: $0.path)
            }
        }

        /// One line per record: headers, key, value.
        private static func read(_ topic: String, of servers: String, with kcat: URL) throws -> String {
            let process = Process()
            process.executableURL = kcat
            process.arguments = [
                "-C", "-q", "-e", "-b", servers, "-t", topic, "-o", "beginning", "-f", "%h\t%k\t%s\n",
            ]
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            return String(decoding: bytes, as: UTF8.self)
        }

        private static func check(_ line: String) throws {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            try #require(parts.count == 3, "\(line)")
            var headers: [String: String] = [:]
            for pair in parts[0].split(separator: ",") {
                let sides = pair.split(separator: "=", maxSplits: 1)
                headers[String(sides[0])] = sides.count == 2 ? String(sides[1]) : ""
            }
            #expect(headers["ce_specversion"] == "1.0")
            #expect(headers["content-type"] == "application/json")
            #expect(headers["ce_source"] == "/bina/enrolment")
            #expect(headers["ce_tenant"] == "aceh")
            #expect(headers["ce_dataschema"]?.hasSuffix(".schema.json") == true)
            for name in ["ce_id", "ce_type", "ce_subject", "ce_time", "ce_streamversion", "ce_lane", "ce_sequence"] {
                #expect(headers[name]?.isEmpty == false, "\(name)")
            }
            #expect(parts[1] == "aceh/\(headers["ce_subject"] ?? "?")")
            #expect(JSONSerialization.isValidJSONObject(try JSONSerialization.jsonObject(with: Data(parts[2].utf8))))
        }
    }
}
