import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import FoundationEssentials

/// Readable ids and times: `.number(1)`, `.t(3)`.
extension Identifier {
    static func number(_ number: UInt64) -> Self {
        var bytes: [UInt8] = Array(repeating: 0, count: 16)
        for index in 0..<8 { bytes[15 - index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(index))) }
        return Self(UUID(digest: bytes) ?? UUID())
    }
}

extension Timestamp {
    /// `hours` after 2026-03-02 00:00 UTC, a Monday.
    static func t(_ hours: Int) -> Timestamp {
        Timestamp(microseconds: (1_772_409_600 + Int64(hours) * 3_600) * 1_000_000)
    }

    func plus(minutes: Int) -> Timestamp { advanced(by: .seconds(minutes * 60)) }
}

extension CalendarDate {
    /// Traps on a day that does not exist, since tests write real ones.
    init(day text: String) {
        guard let date = CalendarDate(text) else { preconditionFailure("\(text) is not a day") }
        self = date
    }
}

extension SealedField {
    static func sealed(_ text: String, of subject: SubjectID = .number(1)) -> SealedField {
        SealedField(subject: subject, ciphertext: text)
    }
}

let ani: CivilServantID = .number(1)
let budi: CivilServantID = .number(2)
let citra: CivilServantID = .number(3)
let dewi: CivilServantID = .number(4)

/// A text that keeps its limits; traps otherwise, since tests write good ones.
func text<Kind>(_ text: String, as kind: Kind.Type = Kind.self) -> BoundedText<Kind> {
    guard let value = try? BoundedText<Kind>(text) else { preconditionFailure("\(text) breaks a rule") }
    return value
}

let reason: Explanation = text("alasan")

func rank(_ text: String) -> Rank {
    guard let rank = try? Rank(text) else { preconditionFailure("\(text) is not a rank") }
    return rank
}
