import EventSourcing
import Foundation

/// Does one valid thing after the other, drawn by a seed.
struct LoadWorker: Sendable {
    let name: String
    let client: InsistentClient
    let world: LoadWorld
    private var random: SeededRandom
    private var count = 0

    init(_ name: String, _ client: InsistentClient, _ world: LoadWorld, seed: UInt64) {
        self.name = name
        self.client = client
        self.world = world
        random = SeededRandom(seed)
    }

    /// Works until `isOver`; what is under way then is finished.
    mutating func run(until isOver: @Sendable () -> Bool) async throws {
        while !isOver() { try await act() }
    }

    private mutating func act() async throws {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<5: try await establish()
        case ..<38: try await hire()
        case ..<48: try await move()
        case ..<52: try await rename()
        case ..<56: try await schedule()
        case ..<78: try await enrol()
        case ..<91: try await evaluate()
        case ..<95: try await withdraw()
        case ..<98: try await leave()
        default: try await erase()
        }
    }

    @discardableResult
    private mutating func send(_ path: String, _ body: some Encodable) async throws -> String? {
        count += 1
        let replica = Int.random(in: 0..<8, using: &random)
        return try await client.send(path, body, key: "\(name)-\(count)", first: replica)
    }

    private mutating func establish() async throws {
        let body = UnitBody(name: "Dinas \(world.nextNumber())", kind: "dinas")
        if let unit = try await send("units", body) { world.add(unit: unit) }
    }

    private mutating func rename() async throws {
        struct Renaming: Encodable { let name: String }
        guard let unit = world.unit(&random) else { return }
        try await send("units/\(unit)/rename", Renaming(name: "Dinas \(world.nextNumber())"))
    }

    private mutating func hire() async throws {
        guard let unit = world.unit(&random) else { return try await establish() }
        let number = world.nextNumber()
        let body = CivilServantBody(
            number: Self.personnelNumber(number),
            name: "Pegawai \(number)",
            rank: "III/a",
            unit: unit,
            postTitle: "Analis Kebijakan",
            postLevel: "ahli-pertama",
            startedOn: "2010-03-01"
        )
        if let person = try await send("civil-servants", body) { world.add(person: person) }
    }

    /// A NIP of its own for each number up to three hundred thousand: day of birth, first month of service, serial.
    private static func personnelNumber(_ number: Int) -> String {
        let (day, serial) = (number / 900, 1 + number % 900)
        let date = "19\(70 + day / 280)\(padded(Int64(1 + day / 28 % 10), 2))\(padded(Int64(1 + day % 28), 2))"
        return "\(date)2010031\(padded(Int64(serial), 3))"
    }

    private mutating func move() async throws {
        struct Moving: Encodable {
            let unit: String
            let postTitle: String
            let postLevel: String
            let effectiveOn: String
        }
        guard let person = world.person(&random), let unit = world.unit(&random) else { return }
        let body = Moving(unit: unit, postTitle: "Analis", postLevel: "ahli-muda", effectiveOn: "2026-01-05")
        try await send("civil-servants/\(person)/move", body)
    }

    /// A programme now and then, and a batch that is over or that has few seats.
    private mutating func schedule() async throws {
        if world.programme(&random) == nil || Int.random(in: 0..<4, using: &random) == 0 { try await publish() }
        guard let programme = world.programme(&random) else { return }
        let isPast = Bool.random(using: &random)
        let start = isPast ? -24 * 10 : 24 * 10
        let body = BatchBody(
            programme: programme,
            title: "Angkatan \(world.nextNumber())",
            sessions: [start, start + 24].map {
                BatchBody.Session(startsAt: Self.hours($0), endsAt: Self.hours($0 + 2), place: "Aula")
            },
            timeZone: "Asia/Jakarta",
            capacity: Int.random(in: 2...6, using: &random),
            registrationOpensAt: Self.hours(-24 * 30),
            registrationClosesAt: Self.hours(start - 2),
            occurredAt: Self.hours(-24 * 31)
        )
        guard let batch = try await send("batches", body) else { return }
        world.add(batch: LoadWorld.Batch(id: batch, isPast: isPast))
    }

    private mutating func publish() async throws {
        let body = ProgrammeBody(
            code: "PP-\(world.nextNumber())",
            title: "Pelayanan Publik",
            form: "KL03",
            competenceGroup: "technical",
            learningHours: Int.random(in: 2...20, using: &random),
            benefit: "Pelayanan yang lebih baik",
            minimumAttendancePercent: 50,
            practiceTaskRequired: false,
            occurredAt: Self.hours(-24 * 40)
        )
        if let programme = try await send("programmes", body) { world.add(programme: programme) }
    }

    private mutating func enrol() async throws {
        guard let batch = world.batch(&random), let person = world.person(&random) else { return try await schedule() }
        let time = batch.isPast ? Self.hours(-24 * 15) : nil
        let body = EnrolmentBody(civilServant: person, occurredAt: time)
        if try await send("batches/\(batch.id)/enrolments", body) != nil { world.seat(person, in: batch.id) }
    }

    /// Attendance of everybody, then somebody's result; with another attendance it changes later.
    private mutating func evaluate() async throws {
        guard let batch = world.batch(&random), batch.isPast, let person = batch.people.randomElement(using: &random)
        else { return try await enrol() }
        var sessions = batch.sessions
        if sessions.isEmpty { sessions = await learnSessions(of: batch.id) }
        let status = Int.random(in: 0..<3, using: &random) == 0 ? "absent" : "present"
        for session in sessions {
            let body = AttendanceBody(entries: [AttendanceBody.Entry(civilServant: person, status: status)])
            try await send("batches/\(batch.id)/sessions/\(session)/attendance", body)
        }
        try await send("batches/\(batch.id)/participants/\(person)/evaluate", PlainBody())
    }

    private func learnSessions(of batch: String) async -> [String] {
        struct Shown: Decodable {
            struct Session: Decodable { let session: String }
            let sessions: [Session]
        }
        guard let body = await client.get("batches/\(batch)", replica: 0),
            let shown = try? JSONDecoder().decode(Shown.self, from: body)
        else { return [] }
        let sessions = shown.sessions.map(\.session)
        world.know(sessions, of: batch)
        return sessions
    }

    private mutating func withdraw() async throws {
        guard let batch = world.batch(&random), let person = batch.people.randomElement(using: &random) else { return }
        let time = batch.isPast ? Self.hours(-24 * 12) : nil
        let body = WithdrawalBody(reason: "personal", occurredAt: time)
        try await send("batches/\(batch.id)/enrolments/\(person)/withdraw", body)
    }

    private mutating func leave() async throws {
        struct Leaving: Encodable {
            let reason: String
            let leftOn: String
        }
        guard let person = world.person(&random) else { return }
        try await send("civil-servants/\(person)/leave", Leaving(reason: "resigned", leftOn: "2026-06-30"))
    }

    private mutating func erase() async throws {
        struct Erasing: Encodable { let reason: String }
        guard let person = world.person(&random) else { return }
        world.remove(person: person)
        try await send("civil-servants/\(person)/erase", Erasing(reason: "subject-request"))
    }

    private static func hours(_ count: Int) -> Timestamp { .now.advanced(by: .seconds(count * 3_600)) }
}
