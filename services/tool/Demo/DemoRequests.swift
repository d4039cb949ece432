import CivilServiceKernel
import EventSourcing

/// What the demonstration asks for in one place.
///
/// Every time is counted from one day, so that a second loading asks for the same.
struct DemoRequests: Sendable {
    let place: DemoPlace
    /// The day of the first loading.
    let day: CalendarDate

    enum BatchKind: Int, CaseIterable, Sendable { case held, running, open }

    func time(_ days: Int, hour: Int) -> Timestamp {
        place.zone.start(of: day.adding(days: days)).advanced(by: .seconds(hour * 3600))
    }

    func government() throws -> ImportCall {
        try call("units", UnitBody(name: place.government, kind: "government"), "government")
    }

    func unit(_ unit: DemoPlace.Unit, of parent: String) throws -> ImportCall {
        let body = UnitBody(name: unit.name, kind: unit.kind.rawValue, code: unit.code, parent: parent)
        return try call("units", body, "unit:\(unit.code)")
    }

    func person(_ person: DemoPerson, in unit: String, under superior: String?) throws -> ImportCall {
        let body = CivilServantBody(
            number: person.number,
            name: person.name,
            rank: person.rank,
            unit: unit,
            postTitle: person.post(in: place.units[person.unit]),
            postLevel: person.level.rawValue,
            superior: superior,
            startedOn: person.startedOn
        )
        return try call("civil-servants", body, Self.key(of: person))
    }

    static func key(of person: DemoPerson) -> String { "person:\(person.index)" }

    /// - `asksForExam`: whether an exam must be passed in order to complete.
    func programme(_ programme: DemoPlace.Programme, asksForExam: Bool = false) throws -> ImportCall {
        let body = ProgrammeBody(
            code: programme.code,
            title: programme.title,
            form: programme.form.rawValue,
            competenceGroup: programme.group.rawValue,
            learningHours: programme.hours,
            benefit: programme.benefit,
            topics: programme.topics,
            minimumAttendancePercent: 80,
            practiceTaskRequired: false,
            examRequired: asksForExam ? true : nil,
            occurredAt: time(-120, hour: 8)
        )
        return try call("programmes", body, "programme:\(programme.code)")
    }

    func batch(_ kind: BatchKind, of programme: String) throws -> ImportCall {
        let (days, opens, closes, capacity) =
            switch kind {
            case .held: ([-60, -59], -90, -61, 20)
            case .running: ([-7, 7], -40, -8, 15)
            case .open: ([21, 22], -7, 14, 4)
            }
        let body = BatchBody(
            programme: programme,
            title: "\(place.programmes[kind.rawValue].title), angkatan 1",
            sessions: days.map {
                BatchBody.Session(startsAt: time($0, hour: 8), endsAt: time($0, hour: 15), place: place.room)
            },
            timeZone: place.zone.rawValue,
            capacity: capacity,
            registrationOpensAt: time(opens, hour: 8),
            registrationClosesAt: time(closes, hour: 16),
            occurredAt: time(opens - 1, hour: 8)
        )
        return try call("batches", body, "batch:\(kind)")
    }

    func enrolment(_ person: String, _ number: Int, in batch: String, _ kind: BatchKind) throws -> ImportCall {
        let day =
            switch kind {
            case .held: -80
            case .running: -30
            case .open: -4
            }
        let at = time(day, hour: 9).advanced(by: .seconds(number * 60))
        return try call(
            "batches/\(batch)/enrolments",
            EnrolmentBody(civilServant: person, occurredAt: at),
            "enrol:\(kind):\(number)"
        )
    }

    /// Gives a seat back now, so that the offer to the next in the queue is still open.
    func withdrawal(_ person: String, from batch: String) throws -> ImportCall {
        try call("batches/\(batch)/enrolments/\(person)/withdraw", WithdrawalBody(reason: "duty"), "withdraw")
    }

    func attendance(
        _ entries: [AttendanceBody.Entry],
        session: String,
        _ number: Int,
        of batch: String,
        _ kind: BatchKind
    ) throws -> ImportCall {
        let at = time(kind == .held ? -60 + number : -7, hour: 16)
        let body = AttendanceBody(entries: entries, occurredAt: at)
        return try call("batches/\(batch)/sessions/\(session)/attendance", body, "attendance:\(kind):\(number)")
    }

    func close(_ batch: String) throws -> ImportCall {
        try call("batches/\(batch)/close", PlainBody(occurredAt: time(-58, hour: 8)), "close")
    }

    func claim(of person: String, _ number: Int) throws -> ImportCall {
        let body = ClaimBody(
            form: DevelopmentForm.seminar.rawValue,
            title: place.claim,
            evidence: "Sertifikat nomor \(100 + number)",
            startedOn: "\(day.adding(days: -20))",
            endedOn: "\(day.adding(days: -20))",
            hours: 4
        )
        return try call("learning-hours/\(person)/claims", body, "claim:\(number)")
    }

    func call(_ path: String, _ body: some Encodable, _ key: String) throws -> ImportCall {
        let request = try APIClient.Call(place.tenant, path, body, key: "demo:\(place.tenant):\(key)")
        return ImportCall(kind: "demo", origin: "demo", request: request)
    }
}
