import CivilServiceKernel
import EventSourcing

/// When things happen in one presentation; the files count days relative to its start.
struct OuladTimes: Sendable {
    private static let zone = IndonesianTimeZone.jakarta
    /// The earliest registration in the release is 322 days before the start.
    static let registrationDays = 366

    private let course: OuladCourse

    init(_ course: OuladCourse) { self.course = course }

    var timeZone: String { Self.zone.rawValue }

    /// Everything that the register needs happened long before anybody registered.
    static let beforeEverything = zone.start(of: CalendarDate(daysSinceEpoch: 10_957))

    var scheduledAt: Timestamp { at(-Self.registrationDays - 1, hour: 8) }
    var opensAt: Timestamp { at(-Self.registrationDays, hour: 0) }
    /// Registration stays open to the end: some registered long after the start.
    var closesAt: Timestamp { closing.end }

    /// The two sessions that stand for the presentation's first and last day.
    ///
    /// Students take several modules at once, and nobody may be expected at two places. So each module has two minutes
    /// of its own: openings in the morning, closings in the afternoon.
    var opening: (start: Timestamp, end: Timestamp) { session(onDay: 0, hour: 8) }
    var closing: (start: Timestamp, end: Timestamp) { session(onDay: course.length, hour: 13) }

    /// A missing date means: as soon as registration opened.
    func enrolment(_ day: Int?) -> (day: Int, at: Timestamp) {
        let day = clamped(day ?? -Self.registrationDays)
        return (day, at(day, hour: 7))
    }

    /// Never before the enrolment and never after the last day; a missing date means the last day.
    func withdrawal(_ day: Int?, enrolled: Int) -> (day: Int, at: Timestamp) {
        let day = max(enrolled, clamped(day ?? course.length))
        return (day, at(day, hour: 18))
    }

    /// The result is known when the last session is over.
    var assessedAt: Timestamp { at(course.length, hour: 19) }
    var closedAt: Timestamp { at(course.length + 1, hour: 8) }

    private func clamped(_ day: Int) -> Int { min(max(day, -Self.registrationDays), course.length) }

    private func session(onDay day: Int, hour: Int) -> (start: Timestamp, end: Timestamp) {
        let start = at(day, hour: hour).advanced(by: .seconds(Self.slot(of: course.key.module) * 120))
        return (start, start.advanced(by: .seconds(120)))
    }

    /// 0 to 119, another one for each of AAA, BBB, … ZZZ.
    static func slot(of module: String) -> Int {
        module.utf8.reduce(0) { sum, byte in (sum * 36 + Int(byte)) % 120 }
    }

    var length: Int { course.length }

    func date(_ day: Int) -> CalendarDate { course.start.adding(days: day) }

    func at(_ day: Int, hour: Int) -> Timestamp {
        Self.zone.start(of: date(day)).advanced(by: .seconds(hour * 3600))
    }
}
