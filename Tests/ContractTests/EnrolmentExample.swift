import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import FoundationEssentials

/// One event as it may stand on the wire.
///
/// The first of a name shows every field; `minimal` leaves out what may be absent.
struct EnrolmentExample: ContextExample {
    let event: EnrolmentEvent
    let variant: String?

    static let all: [EnrolmentExample] =
        units + civilServants + programmes + schedules + seats + results + exams + ledger

    static func category(of name: EnrolmentEvent.Name) -> String {
        let stream: EnrolmentStream =
            switch name {
            case .unit: .unit
            case .civilServant: .civilServant
            case .programme: .programme
            case .batch: .batch
            case .learningHours: .learningHours
            }
        return stream.category
    }

    static func full(_ event: UnitEvent) -> Self { Self(event: .unit(event), variant: nil) }
    static func full(_ event: CivilServantEvent) -> Self { Self(event: .civilServant(event), variant: nil) }
    static func full(_ event: ProgrammeEvent) -> Self { Self(event: .programme(event), variant: nil) }
    static func full(_ event: BatchEvent) -> Self { Self(event: .batch(event), variant: nil) }
    static func full(_ event: LearningHoursEvent) -> Self { Self(event: .learningHours(event), variant: nil) }

    static func minimal(_ event: UnitEvent) -> Self { Self(event: .unit(event), variant: "minimal") }
    static func minimal(_ event: CivilServantEvent) -> Self { Self(event: .civilServant(event), variant: "minimal") }
    static func minimal(_ event: ProgrammeEvent) -> Self { Self(event: .programme(event), variant: "minimal") }
    static func minimal(_ event: BatchEvent) -> Self { Self(event: .batch(event), variant: "minimal") }
    static func minimal(_ event: LearningHoursEvent) -> Self {
        Self(event: .learningHours(event), variant: "minimal")
    }
}

extension Identifier {
    /// A readable id: the last digits are `number`.
    static func number(_ number: UInt8) -> Self {
        Self(UUID(uuid: (0x01, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, number)))
    }
}

extension SealedField {
    static let example = SealedField(subject: .number(1), ciphertext: "q1Zr9b2Jt0o8cXy3N5sWkA")
}

extension CalendarDate {
    static func day(_ month: Int, _ day: Int) -> CalendarDate {
        CalendarDate(year: 2026, month: month, day: day) ?? CalendarDate(daysSinceEpoch: 0)
    }
}

extension Timestamp {
    /// 08:00 in Makassar on a day of 2026, and `hours` later.
    static func morning(_ month: Int, _ day: Int, hours: Int = 0) -> Timestamp {
        IndonesianTimeZone.makassar.start(of: .day(month, day)).advanced(by: .seconds((8 + hours) * 3_600))
    }
}

extension Rank {
    static let penataMuda = Rank.pns(group: 3, room: 1)
}
