import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing

/// A batch's sessions as iCalendar (RFC 5545), for the calendars of phones and offices.
///
/// Times are in UTC, so no zone definition is needed; the local time stands in the description.
struct BatchCalendar {
    private var lines: [String] = []

    /// - `writtenAt`: the time of this copy; the stream's version tells copies of an event apart.
    init(_ batch: ScheduledBatch, writtenAt: Timestamp) {
        lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bina//Enrolment//ID", "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:\(Self.escaped(batch.rules.title))", "X-WR-TIMEZONE:\(batch.times.zone.rawValue)",
        ]
        for (index, session) in batch.times.sessions.enumerated() {
            add(session, number: index + 1, of: batch, writtenAt: writtenAt)
        }
        lines.append("END:VCALENDAR")
    }

    /// The whole file; lines end with CRLF and are folded at 75 octets.
    var text: String { lines.map { Self.folded($0) + "\r\n" }.joined() }

    private mutating func add(_ session: BatchSession, number: Int, of batch: ScheduledBatch, writtenAt: Timestamp) {
        let count = batch.times.sessions.count
        let title = count == 1 ? batch.rules.title : "\(batch.rules.title) (\(number)/\(count))"
        var description = [
            "\(batch.times.local(session.startsAt)) – \(batch.times.local(session.endsAt))",
            "\(batch.rules.form.name), \(batch.rules.learningHours) JP",
        ]
        if let link = session.link { description.append(link) }
        lines += [
            "BEGIN:VEVENT",
            "UID:\(session.session)@bina",
            "DTSTAMP:\(Self.time(writtenAt))",
            "SEQUENCE:\(batch.version)",
            "DTSTART:\(Self.time(session.startsAt))",
            "DTEND:\(Self.time(session.endsAt))",
            "SUMMARY:\(Self.escaped(title))",
            "DESCRIPTION:\(Self.escaped(description.joined(separator: "\n")))",
            "STATUS:\(batch.state.phase == .cancelled ? "CANCELLED" : "CONFIRMED")",
        ]
        if let place = session.place ?? session.link { lines.append("LOCATION:\(Self.escaped(place))") }
        lines.append("END:VEVENT")
    }

    /// `20261122T013300Z`.
    static func time(_ instant: Timestamp) -> String {
        let text = instant.description.prefix(19)
        return text.filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// A TEXT value (RFC 5545, 3.3.11).
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
            switch scalar {
            case "\\", ";", ",": escaped += "\\\(scalar)"
            case "\n", "\r": escaped += "\\n"
            default: if scalar.value >= 0x20 || scalar == "\t" { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }

    /// Lines of at most 75 octets (RFC 5545, 3.1); no character is cut in two.
    static func folded(_ line: String) -> String {
        var folded = ""
        var octets = 0
        for scalar in line.unicodeScalars {
            let size = String(scalar).utf8.count
            if octets + size > 75 {
                folded += "\r\n "
                octets = 1
            }
            folded.unicodeScalars.append(scalar)
            octets += size
        }
        return folded
    }
}
