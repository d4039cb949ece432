import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import HTTPServer
import ServiceRuntime

/// A NIP or NI PPPK in a request.
struct SubmittedNumber: Decodable, Sendable {
    let number: CivilServantNumber

    init(from decoder: any Decoder) throws {
        number = try CivilServantNumber(try decoder.singleValueContainer().decode(String.self))
    }
}

struct HireRequest: HistoricalRequest {
    let number: SubmittedNumber
    let name: PersonName
    let rank: Rank
    let unit: UnitID
    let postTitle: PostTitle
    let postLevel: PostLevel
    let superior: CivilServantID?
    let startedOn: CalendarDate
    let contact: Contact?
    let occurredAt: Timestamp?

    var texts: PersonalTexts {
        PersonalTexts(number: number.number.digits, name: name.text, contact: contact?.text)
    }
}

struct MoveRequest: HistoricalRequest {
    let unit: UnitID
    let postTitle: PostTitle
    let postLevel: PostLevel
    /// Absent: nobody, or not known.
    let superior: CivilServantID?
    let effectiveOn: CalendarDate
    let occurredAt: Timestamp?
}

struct PromoteRequest: HistoricalRequest {
    let rank: Rank
    let postTitle: PostTitle
    let postLevel: PostLevel
    let effectiveOn: CalendarDate
    let occurredAt: Timestamp?
}

struct ChangeSuperiorRequest: HistoricalRequest {
    let superior: CivilServantID?
    let effectiveOn: CalendarDate
    let occurredAt: Timestamp?
}

/// Absent fields stay as they are.
struct CorrectRequest: HistoricalRequest {
    let number: SubmittedNumber?
    let name: PersonName?
    let contact: Contact?
    let occurredAt: Timestamp?
}

struct LeaveRequest: HistoricalRequest {
    let reason: LeavingReason
    let leftOn: CalendarDate
    let occurredAt: Timestamp?
}

struct EraseRequest: HistoricalRequest {
    let reason: ErasureReason
    let occurredAt: Timestamp?
}

struct LookupRequest: Decodable, Sendable {
    let number: SubmittedNumber
}

/// A person as the register answers; personal values only for those who may see them.
struct CivilServantAnswer: Encodable {
    let id: CivilServantID
    let number: String?
    let name: String?
    let contact: String?
    let employmentKind: EmploymentKind?
    let rank: Rank?
    let unit: UnitID?
    let postTitle: String
    let postLevel: PostLevel?
    let superior: CivilServantID?
    let startedOn: CalendarDate?
    let leftOn: CalendarDate?
    let erased: Bool

    init(_ file: PersonFile, _ texts: PersonalTexts) {
        id = file.id
        number = texts.number
        name = texts.name
        contact = texts.contact
        employmentKind = file.state.employment?.kind
        rank = file.state.rank
        unit = file.state.unit
        postTitle = file.state.postTitle
        postLevel = file.state.postLevel
        superior = file.state.superior
        startedOn = file.state.employment?.startedOn
        leftOn = if case .left(let date) = file.state.phase { date } else { nil }
        erased = file.state.isErased
    }
}

extension Problem {
    /// Does not say who holds it.
    static var numberTaken: Problem {
        Problem(
            "number-taken",
            status: .conflict,
            title: "NIP atau NI PPPK ini sudah terdaftar untuk pegawai lain.",
            detail: "The number belongs to another civil servant of this tenant.",
            errors: [FieldError("/number", "unique", "belongs to another civil servant")]
        )
    }

    static var numberOfOtherKind: Problem {
        .invalidBody([
            FieldError("/number", "civil-servant-number.kind", "must be a number of the person's employment kind")
        ])
    }
}
