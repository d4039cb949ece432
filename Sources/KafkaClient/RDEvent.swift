import CLibrdkafka

/// What every client does with the events that are not its own: log lines, errors, statistics.
struct RDEventSink: Sendable {
    let log: KafkaLog
    let onStatistics: (@Sendable (KafkaStatistics) -> Void)?

    static let kinds = RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS

    /// Takes log lines, statistics and errors; ignores the rest.
    @unsafe func serve(_ event: OpaquePointer) {
        switch unsafe rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_LOG: unsafe serveLog(event)
        case RD_KAFKA_EVENT_STATS:
            guard let onStatistics, let json = unsafe rd_kafka_event_stats(event) else { return }
            onStatistics(KafkaStatistics(json: unsafe String(cString: json)))
        case RD_KAFKA_EVENT_ERROR: error(unsafe eventError(event))
        default: return
        }
    }

    @unsafe private func serveLog(_ event: OpaquePointer) {
        var facility: UnsafePointer<CChar>?
        var line: UnsafePointer<CChar>?
        var level: Int32 = 0
        guard unsafe rd_kafka_event_log(event, &facility, &line, &level) == 0 else { return }
        let grade: KafkaLogEntry.Level = level <= 3 ? .error : level == 4 ? .warning : level <= 6 ? .notice : .debug
        log(
            KafkaLogEntry(
                level: grade,
                facility: unsafe facility.map { unsafe String(cString: $0) } ?? "",
                message: unsafe line.map { unsafe String(cString: $0) } ?? ""
            )
        )
    }

    /// Logs an error; only a fatal one is more than a warning, since librdkafka repairs the others.
    func error(_ error: KafkaError) {
        self.line(error.isFatal ? .error : .warning, "ERROR", error.description)
    }

    func line(_ level: KafkaLogEntry.Level, _ facility: String, _ message: String) {
        log(KafkaLogEntry(level: level, facility: facility, message: message))
    }
}

/// The error an event carries.
@unsafe func eventError(_ event: OpaquePointer) -> KafkaError {
    let code = KafkaErrorCode(rawValue: unsafe rd_kafka_event_error(event).rawValue)
    let message = unsafe rd_kafka_event_error_string(event).map { unsafe String(cString: $0) }
    return KafkaError(code: code, message: message, isFatal: unsafe rd_kafka_event_error_is_fatal(event) != 0)
}

/// A client's fatal error, if it has one.
@unsafe func fatalError(of client: OpaquePointer) -> KafkaError? {
    var text = [CChar](repeating: 0, count: 512)
    let code = unsafe rd_kafka_fatal_error(client, &text, text.count)
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    return KafkaError(
        code: KafkaErrorCode(rawValue: code.rawValue),
        message: RDConfiguration.string(text),
        isFatal: true
    )
}

extension Duration {
    /// Whole milliseconds for C, at least 0.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        let milliseconds = seconds.multipliedReportingOverflow(by: 1000)
        guard !milliseconds.overflow else { return seconds < 0 ? 0 : .max }
        return Int32(clamping: max(0, milliseconds.partialValue + attoseconds / 1_000_000_000_000_000))
    }
}
