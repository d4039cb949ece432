import CivilServiceKernel
import EventSourcing
import Foundation

// The bodies of the enrolment service's commands that this tool sends. Times of the past need the role records-importer.

struct UnitBody: Encodable {
    let name: String
    let kind: String
    var code: String?
    var parent: String?
    var occurredAt: Timestamp?
}

struct CivilServantBody: Encodable {
    let number: String
    let name: String
    let rank: String
    let unit: String
    let postTitle: String
    let postLevel: String
    var superior: String?
    let startedOn: String
    var contact: String?
    var occurredAt: Timestamp?
}

struct ProgrammeBody: Encodable {
    struct Module: Encodable {
        let number: Int
        let title: String
        let learningHours: Int
    }

    let code: String
    let title: String
    let form: String
    let competenceGroup: String
    let learningHours: Int
    let benefit: String
    var topics: [String] = []
    let minimumAttendancePercent: Int
    let practiceTaskRequired: Bool
    /// Whether an exam of the batch must be passed in order to complete; absent means no.
    var examRequired: Bool?
    var modules: [Module] = []
    var outcomes: [String] = []
    var occurredAt: Timestamp?
}

struct BatchBody: Encodable {
    struct Session: Encodable {
        let startsAt: Timestamp
        let endsAt: Timestamp
        var place: String?
        var link: String?
    }

    let programme: String
    let title: String
    let sessions: [Session]
    let timeZone: String
    let capacity: Int
    var minimumParticipants = 1
    let registrationOpensAt: Timestamp
    let registrationClosesAt: Timestamp
    var offerTimeLimitMinutes: Int?
    var occurredAt: Timestamp?
}

struct CapacityBody: Encodable {
    let capacity: Int
    let reason: String
    var occurredAt: Timestamp?
}

struct EnrolmentBody: Encodable {
    let civilServant: String
    var occurredAt: Timestamp?
}

struct WithdrawalBody: Encodable {
    let reason: String
    var occurredAt: Timestamp?
}

struct PracticeTaskBody: Encodable {
    let assessor: String
    let passed: Bool
    var score: Int?
    let evidence: String
    var occurredAt: Timestamp?
}

struct AttendanceBody: Encodable {
    struct Entry: Encodable {
        let civilServant: String
        let status: String
    }

    let entries: [Entry]
    var occurredAt: Timestamp?
}

struct ClaimBody: Encodable {
    let form: String
    let title: String
    let evidence: String
    let startedOn: String
    let endedOn: String
    var hours: Int?
    var sessions: Int?
    var occurredAt: Timestamp?
}

/// A command that says nothing but when it happened.
struct PlainBody: Encodable {
    var occurredAt: Timestamp?
}

extension APIClient.Call {
    /// A command of the enrolment service.
    ///
    /// The body has its fields in order of their names, so that the same values are the same bytes.
    ///
    /// - `path`: below `/v1/{tenant}`.
    init(_ tenant: String, _ path: String, _ body: some Encodable, key: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.init(path: "/v1/\(tenant)/\(path)", body: try encoder.encode(body), key: key)
    }
}
