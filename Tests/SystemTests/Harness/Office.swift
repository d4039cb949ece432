import EventSourcing
import Foundation
import ServiceRuntime

/// What a command that created something answered.
struct Created: Sendable {
    let id: String
    let version: Int
    /// Asks queries to be at least this new.
    let token: String

    init(_ answer: Answer) throws {
        let answer = try answer.with(201)
        guard let location = answer.header("Location"), let version = answer.json["version"]?.number,
            let token = answer.header("Bina-Read-Token")
        else { throw UnexpectedAnswer(expected: [201], answer: answer) }
        id = String(location.split(separator: "/").last ?? "")
        self.version = version
        self.token = token
    }
}

/// One government body, which does its work through the API alone.
struct Office: Sendable {
    let system: System
    let tenant: String
    /// Keeps the register.
    let personnel: Caller
    /// Programmes, batches, attendance of today.
    let organiser: Caller
    /// The same of the past.
    let importer: Caller

    init(_ system: System, tenant: String = "aceh") throws {
        self.system = system
        self.tenant = tenant
        personnel = try system.caller("personnel-office", tenant: tenant, subject: UUID().uuidString.lowercased())
        organiser = try system.caller("training-organiser", tenant: tenant, subject: UUID().uuidString.lowercased())
        importer = try system.caller("records-importer", tenant: tenant, subject: UUID().uuidString.lowercased())
    }

    func establishUnit(_ name: String = "Dinas Pendidikan") async throws -> Created {
        try Created(await personnel.post("units", ["name": .text(name), "kind": "dinas"]))
    }

    /// A NIP of its own for each index.
    static func number(_ index: Int) -> String {
        let (day, serial) = (10 + index / 900, 1 + index % 900)
        return "198504\(day)2010031" + String(String(1_000 + serial).dropFirst())
    }

    func hiring(_ name: String, _ number: String, unit: String) -> JSON {
        [
            "number": .text(number), "name": .text(name), "rank": "III/a", "unit": .text(unit),
            "postTitle": "Analis Kebijakan", "postLevel": "ahli-pertama", "startedOn": "2010-03-01",
        ]
    }

    func hire(_ name: String, _ number: String, unit: String, key: String? = nil, to replica: Int = 0)
        async throws -> Created
    {
        let answer = try await personnel.post("civil-servants", hiring(name, number, unit: unit), key: key, to: replica)
        return try Created(answer)
    }

    func publishProgramme(hours: Int = 10, examRequired: Bool = false) async throws -> Created {
        try Created(
            await importer.post(
                "programmes",
                [
                    "code": "PP-1", "title": "Pelayanan Publik", "form": "KL03", "competenceGroup": "technical",
                    "learningHours": .number(Double(hours)), "examRequired": .bool(examRequired),
                    "benefit": "Pelayanan yang lebih baik", "topics": [],
                    "minimumAttendancePercent": 50, "practiceTaskRequired": false, "modules": [], "outcomes": [],
                    "occurredAt": Self.hours(-24 * 40),
                ]
            )
        )
    }

    /// A batch with two sessions; `start` is when the first one begins, in hours from now, negative for the past.
    func schedule(_ programme: String, capacity: Int = 5, startsInHours start: Int) async throws -> Created {
        let opens = min(start, 0) - 24 * 20
        let sessions = [start, start + 24].map { hour -> JSON in
            ["startsAt": Self.hours(hour), "endsAt": Self.hours(hour + 2), "place": "Aula"]
        }
        return try Created(
            await importer.post(
                "batches",
                [
                    "programme": .text(programme), "title": "Angkatan I", "sessions": .array(sessions),
                    "timeZone": "Asia/Jakarta", "capacity": .number(Double(capacity)),
                    "registrationOpensAt": Self.hours(opens), "registrationClosesAt": Self.hours(start - 2),
                    "occurredAt": Self.hours(opens - 24),
                ]
            )
        )
    }

    /// Asks for a seat, some hours ago in a batch of the past.
    func enrol(_ person: String, in batch: String, hoursFromNow: Int? = nil, key: String? = nil, to replica: Int = 0)
        async throws -> Answer
    {
        var body: [String: JSON] = ["civilServant": .text(person)]
        if let hoursFromNow { body["occurredAt"] = Self.hours(hoursFromNow) }
        return try await importer.post("batches/\(batch)/enrolments", .object(body), key: key, to: replica)
    }

    /// Everybody was there, or not, in every session of the batch, which is over.
    func attend(_ people: [String], in batch: String, as status: String = "present") async throws {
        let known = try await organiser.get("batches/\(batch)").with(200).json
        for session in known["sessions"]?.array ?? [] {
            let entries = people.map { person -> JSON in ["civilServant": .text(person), "status": .text(status)] }
            let path = "batches/\(batch)/sessions/\(session["session"]?.text ?? "?")/attendance"
            _ = try await organiser.post(path, ["entries": .array(entries)]).with(200)
        }
    }

    /// Applies the completion rule.
    func complete(_ person: String, in batch: String) async throws -> Answer {
        try await organiser.post("batches/\(batch)/participants/\(person)/evaluate").with(200)
    }

    static func hours(_ count: Int) -> JSON {
        .text(Timestamp.now.advanced(by: .seconds(count * 3_600)).description)
    }
}
