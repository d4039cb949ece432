import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventSourcingTesting
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
    /// `minutes` after 2026-03-02 01:00 UTC, a Monday, 08:00 in Jakarta.
    static func t(_ minutes: Int) -> Timestamp {
        Timestamp(microseconds: (1_772_413_200 + Int64(minutes) * 60) * 1_000_000)
    }
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
let eko: CivilServantID = .number(5)

/// A text that keeps its limits; traps otherwise, since tests write good ones.
func text<Kind>(_ text: String, as kind: Kind.Type = Kind.self) -> BoundedText<Kind> {
    guard let value = try? BoundedText<Kind>(text) else { preconditionFailure("\(text) breaks a rule") }
    return value
}

let reason: Explanation = text("alasan")

/// Enough of a hash to tell contents apart.
let testHash = ContentHash(name: "fnv-1a") { bytes in
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * UInt64($0))) }
}

typealias QuestionScenario = Scenario<QuestionDecider>
typealias ExamScenario = Scenario<ExamDecider>
typealias AttemptScenario = Scenario<AttemptDecider>
typealias EssayScenario = Scenario<EssayDecider>
typealias ObjectionScenario = Scenario<ObjectionDecider>
