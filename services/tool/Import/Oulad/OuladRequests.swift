import CivilServiceKernel
import EventSourcing
import Foundation

/// What the files say, as requests to the enrolment service.
///
/// Every request is made from one row, or from one course, alone: a later folder that has more rows asks for the same
/// things with the same bytes. The one exception is a batch's capacity, which has a request of its own.
struct OuladRequests: Sendable {
    let tenant: String

    /// JP of every module; the release says nothing about effort.
    static let learningHours = 20

    var unit: ImportCall {
        get throws {
            let body = UnitBody(
                name: "Open University (OULAD)",
                kind: "other",
                code: "OULAD",
                occurredAt: OuladTimes.beforeEverything
            )
            return try call("units", of: "the import", "units", body, key: "unit")
        }
    }

    func assessor(in unit: String) throws -> ImportCall {
        let body = person(OuladNumber.assessor, name: "Penilai OULAD", post: "Penilai", since: "2000-01-01", unit)
        return try call("assessors", of: "the import", "civil-servants", body, key: "assessor")
    }

    func student(_ id: Int, isFemale: Bool, in unit: String) throws -> ImportCall {
        let body = person(
            OuladNumber.of(student: id, isFemale: isFemale),
            name: "Mahasiswa OULAD \(id)",
            post: "Mahasiswa",
            since: OuladNumber.startedOn(student: id),
            unit
        )
        return try call("people", of: "student \(id)", "civil-servants", body, key: Self.key(ofStudent: id))
    }

    static func key(ofStudent id: Int) -> String { "oulad:student:\(id)" }

    private func person(_ number: String, name: String, post: String, since: String, _ unit: String)
        -> CivilServantBody
    {
        CivilServantBody(
            number: number,
            name: name,
            rank: "III/a",
            unit: unit,
            postTitle: post,
            postLevel: "ahli-pertama",
            startedOn: since,
            occurredAt: OuladTimes.beforeEverything
        )
    }

    func programme(_ module: String) throws -> ImportCall {
        let body = ProgrammeBody(
            code: module,
            title: "Modul \(module) Open University",
            form: "NKL04",
            competenceGroup: "technical",
            learningHours: Self.learningHours,
            benefit: "Modul jarak jauh Open University; data anonim OULAD (CC BY 4.0).",
            minimumAttendancePercent: 0,
            practiceTaskRequired: true,
            occurredAt: OuladTimes.beforeEverything
        )
        return try call(
            "programmes",
            of: "courses, module \(module)",
            "programmes",
            body,
            key: Self.key(ofModule: module)
        )
    }

    static func key(ofModule module: String) -> String { "oulad:module:\(module)" }

    /// With one seat; the seats that the folder needs come with a request of their own.
    func batch(_ course: OuladCourse, of programme: String) throws -> ImportCall {
        let times = OuladTimes(course)
        let sessions = [times.opening, times.closing].map {
            BatchBody.Session(startsAt: $0.start, endsAt: $0.end, place: "Open University")
        }
        let body = BatchBody(
            programme: programme,
            title: "Modul \(course.key.module) angkatan \(course.key.presentation)",
            sessions: sessions,
            timeZone: times.timeZone,
            capacity: 1,
            registrationOpensAt: times.opensAt,
            registrationClosesAt: times.closesAt,
            occurredAt: times.scheduledAt
        )
        return try call("batches", of: "courses, \(course.key)", "batches", body, key: Self.key(of: course.key))
    }

    static func key(of course: OuladCourse.Key) -> String { "oulad:\(course):schedule" }

    func capacity(_ count: Int, of course: OuladCourse, batch: String) throws -> ImportCall {
        let times = OuladTimes(course)
        let reason = "Jumlah pendaftaran pada berkas"
        var call = try call(
            "capacities",
            of: "courses, \(course.key)",
            "batches/\(batch)/change-capacity",
            CapacityBody(capacity: max(count, 1), reason: reason, occurredAt: times.scheduledAt),
            key: "oulad:\(course.key):capacity:\(count)"
        )
        // An earlier, larger folder has filled or closed the batch.
        call.doneAlready = ["batch-closed": nil, "capacity-below-seats-held": nil]
        return call
    }

    func close(_ course: OuladCourse, batch: String) throws -> ImportCall {
        try call(
            "closings",
            of: "courses, \(course.key)",
            "batches/\(batch)/close",
            PlainBody(occurredAt: OuladTimes(course).closedAt),
            key: "oulad:\(course.key):close"
        )
    }

    func enrolment(_ row: OuladRegistration, at time: Timestamp, batch: String, person: String) throws -> ImportCall {
        let body = EnrolmentBody(civilServant: person, occurredAt: time)
        return try step("enrolments", row, "enrol", "batches/\(batch)/enrolments", body, batch, person, after: nil)
    }

    func withdrawal(_ row: OuladRegistration, at time: Timestamp, batch: String, person: String) throws -> ImportCall {
        let path = "batches/\(batch)/enrolments/\(person)/withdraw"
        let body = WithdrawalBody(reason: "other", occurredAt: time)
        return try step("withdrawals", row, "withdraw", path, body, batch, person, after: "enrol")
    }

    func assessment(
        _ row: OuladRegistration,
        at time: Timestamp,
        batch: String,
        person: String,
        assessor: String
    ) throws -> ImportCall {
        let body = PracticeTaskBody(
            assessor: assessor,
            passed: row.result == .pass || row.result == .distinction,
            evidence: "final_result \(row.result.rawValue)",
            occurredAt: time
        )
        let path = "batches/\(batch)/participants/\(person)/practice-task"
        return try step("assessments", row, "assess", path, body, batch, person, after: "enrol")
    }

    /// A request about one row.
    ///
    /// When the service has forgotten its key and the batch is closed, the person's standing proves that it was done.
    private func step(
        _ kind: String,
        _ row: OuladRegistration,
        _ verb: String,
        _ path: String,
        _ body: some Encodable,
        _ batch: String,
        _ person: String,
        after: String?
    ) throws -> ImportCall {
        let key = "\(row.course):\(row.student)"
        var call = try call(kind, of: row.origin, path, body, key: "oulad:\(key):\(verb)")
        call.after = after.map { "oulad:\(key):\($0)" }
        call.doneAlready = ["batch-closed": "/v1/\(tenant)/batches/\(batch)/enrolments/\(person)"]
        return call
    }

    private func call(_ kind: String, of origin: String, _ path: String, _ body: some Encodable, key: String) throws
        -> ImportCall
    {
        let key = key.hasPrefix("oulad:") ? key : "oulad:\(key)"
        return ImportCall(kind: kind, origin: origin, request: try APIClient.Call(tenant, path, body, key: key))
    }
}
