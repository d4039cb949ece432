package import EventSourcing

/// What a process says about itself: constant messages with keyed values, never payloads, tokens or names of people.
///
/// Callers only format a line and hand it over; a queue of bounded length writes it. What does not fit is counted, and
/// the count is logged.
package struct Log: Sendable {
    /// How much a line matters.
    package enum Level: String, Sendable, CaseIterable {
        case debug, info, warning, error

        var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }
    }

    /// How a line is written.
    package enum Format: String, Sendable, CaseIterable {
        /// One JSON object per line, for machines.
        case json
        /// One sentence per line, for a terminal.
        case text
    }

    package let service: String
    private let minimum: Level
    private let format: Format
    private let writer: LogWriter
    private let clock: @Sendable () -> Timestamp

    /// - `sink`: takes finished lines, line ends included, at most ``LogLine/maximumBytes`` together; called on one
    ///   thread at a time.
    package init(
        service: String,
        minimum: Level = .info,
        format: Format = .json,
        clock: @escaping @Sendable () -> Timestamp = { .now },
        sink: @escaping @Sendable (String) -> Void = LogWriter.standardOutput
    ) {
        self.service = service
        self.minimum = minimum
        self.format = format
        self.clock = clock
        writer = LogWriter(sink: sink)
    }

    /// Writes nowhere; for tests.
    package static var silent: Log { Log(service: "test", minimum: .error, sink: { _ in }) }

    package func debug(_ message: StaticString, _ metadata: LogMetadata = [:]) {
        write(.debug, message.description, metadata)
    }
    package func info(_ message: StaticString, _ metadata: LogMetadata = [:]) {
        write(.info, message.description, metadata)
    }
    package func warning(_ message: StaticString, _ metadata: LogMetadata = [:]) {
        write(.warning, message.description, metadata)
    }
    package func error(_ message: StaticString, _ metadata: LogMetadata = [:]) {
        write(.error, message.description, metadata)
    }

    /// A line of a part of the process that has log lines of its own, such as the relay; its messages are constants too.
    package func relay(_ level: Level, _ message: String, fields: [String: String]) {
        let metadata = fields.sorted { $0.key < $1.key }.map { (key: $0.key, value: LogValue.text($0.value)) }
        write(level, message, metadata)
    }

    /// Returns when everything logged so far is written.
    package func flush() async { await writer.flush() }

    /// Lines that were dropped because the writer could not keep up.
    package var dropped: Int { writer.dropped }

    private func write(_ level: Level, _ message: String, _ metadata: LogMetadata) {
        write(level, message, metadata.map { (key: $0.key.rawValue, value: $0.value) })
    }

    private func write(_ level: Level, _ message: String, _ metadata: [(key: String, value: LogValue)]) {
        guard level.rank >= minimum.rank else { return }
        let line = LogLine(
            time: clock(),
            level: level,
            service: service,
            message: message,
            metadata: metadata,
            traceID: TraceContext.current?.traceID
        )
        switch format {
        case .json: writer.write(line.json)
        case .text: writer.write(line.text)
        }
    }
}

/// Keyed values of a line, in the order in which they are written.
package typealias LogMetadata = KeyValuePairs<LogKey, LogValue>

/// Every key that a log line may carry: one vocabulary, so that one search finds all lines about a thing.
package enum LogKey: String, Sendable, CaseIterable {
    case attempt
    case check
    case command = "command.type"
    case component
    case count
    case correlation = "correlation.id"
    case duration = "duration.ms"
    case error
    case eventType = "event.type"
    case lane
    case method
    case outcome
    case partition
    case port
    case position
    case projection
    case reason
    case route
    case sequence
    case setting
    case signal
    case source
    case status
    case stream
    case tenant
    case topic
    case url
    case version
}

/// A value in a log line.
package enum LogValue: Sendable, Equatable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    case text(String)
    case integer(Int64)
    case number(Double)

    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }

    package static func of(_ value: some CustomStringConvertible) -> LogValue { .text(value.description) }
    package static func of(_ value: some BinaryInteger) -> LogValue { .integer(Int64(clamping: value)) }

    /// Milliseconds, exact to the microsecond.
    package static func of(_ duration: Duration) -> LogValue {
        let (seconds, attoseconds) = duration.components
        return .number(Double(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / 1_000)
    }

    /// The description of an error; ours carry no secrets, values or payloads.
    package static func of(_ error: any Error) -> LogValue { .text(String(describing: error)) }
}
