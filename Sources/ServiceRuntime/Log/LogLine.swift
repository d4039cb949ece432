import EventSourcing

/// One line before it is written.
///
/// Longer lines than ``maximumBytes`` are cut, so that each goes out in one `write(2)` and lines of several processes
/// on one pipe never mix.
struct LogLine {
    /// A pipe takes this much in one piece (POSIX PIPE_BUF on Linux), and so does the C library's buffer.
    static let maximumBytes = 4_096
    private static let maximumValueBytes = 1_000

    let time: Timestamp
    let level: Log.Level
    let service: String
    let message: String
    let metadata: [(key: String, value: LogValue)]
    let traceID: String?

    /// One JSON object: `time`, `level`, `service`, `message`, `trace.id`, then the metadata.
    var json: String {
        var line: [UInt8] = Array(#"{"time":"\#(time)","level":"\#(level.rawValue)","service":"#.utf8)
        JSONText.append(service, to: &line)
        append("message", to: &line)
        JSONText.append(message, to: &line)
        if let traceID {
            append("trace.id", to: &line)
            JSONText.append(traceID, to: &line)
        }
        for (key, value) in metadata {
            var member: [UInt8] = []
            append(key, to: &member)
            switch value {
            case .text(let text): JSONText.append(Self.cut(text), to: &member)
            case .integer(let number): member += String(number).utf8
            case .number(let number): member += (number.isFinite ? String(number) : "null").utf8
            }
            guard line.count + member.count <= Self.maximumBytes - 2 else { continue }
            line += member
        }
        line += "}\n".utf8
        return String(decoding: line, as: UTF8.self)
    }

    private func append(_ key: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: ","))
        JSONText.append(key, to: &line)
        line.append(UInt8(ascii: ":"))
    }

    /// For people: `08:33:00.123 enrolment WARNING: message key=value`.
    var text: String {
        var line = "\(time.description.dropFirst(11).prefix(12)) \(service)"
        if level != .info { line += " \(level.rawValue.uppercased())" }
        line += ": \(message)"
        for (key, value) in metadata {
            let shown =
                switch value {
                case .text(let text): Self.visible(Self.cut(text))
                case .integer(let number): String(number)
                case .number(let number): String(number)
                }
            line += " \(key)=\(shown)"
        }
        return "\(line.utf8.count < Self.maximumBytes ? line : Self.cut(line, to: Self.maximumBytes - 8))\n"
    }

    /// Control characters would let a value forge lines or drive the terminal.
    private static func visible(_ text: String) -> String {
        let quoted = JSONText.quoted(text)
        return text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
            ? text : quoted
    }

    /// The longest beginning of whole characters within `limit` bytes.
    private static func cut(_ text: String, to limit: Int = maximumValueBytes) -> String {
        guard text.utf8.count > limit else { return text }
        var bytes = 0
        let kept = text.unicodeScalars.prefix { scalar in
            bytes += UTF8.width(scalar)
            return bytes <= limit
        }
        return String(String.UnicodeScalarView(kept)) + "…"
    }
}
