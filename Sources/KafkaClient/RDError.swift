import CLibrdkafka

extension KafkaError {
    /// The error for a code: librdkafka's own words, or this wrapper's for its own codes.
    init(code: KafkaErrorCode, message: String? = nil, isFatal: Bool? = nil, isRetriable: Bool? = nil) {
        switch code {
        case .closed: self = .closed
        case .cancelled: self = .cancelled
        case .notAttempted: self = .notAttempted
        default:
            let raw = rd_kafka_resp_err_t(rawValue: code.rawValue)
            self.init(
                code,
                name: unsafe String(cString: rd_kafka_err2name(raw)),
                message: message ?? (unsafe String(cString: rd_kafka_err2str(raw))),
                isFatal: isFatal ?? (code == .fatal),
                isRetriable: isRetriable ?? Self.retriable.contains(code.rawValue)
            )
        }
    }

    /// Reads and frees librdkafka's error object.
    @unsafe init(consuming error: OpaquePointer) {
        defer { unsafe rd_kafka_error_destroy(error) }
        let message = unsafe String(cString: rd_kafka_error_string(error))
        self.init(
            code: KafkaErrorCode(rawValue: unsafe rd_kafka_error_code(error).rawValue),
            message: message,
            isFatal: unsafe rd_kafka_error_is_fatal(error) != 0,
            isRetriable: unsafe rd_kafka_error_is_retriable(error) != 0
        )
    }

    /// Throws unless the code says success.
    static func check(_ code: rd_kafka_resp_err_t) throws(KafkaError) {
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        throw KafkaError(code: KafkaErrorCode(rawValue: code.rawValue))
    }

    /// Throws and frees unless there is no error object.
    @unsafe static func check(consuming error: OpaquePointer?) throws(KafkaError) {
        if let error = unsafe error { throw unsafe KafkaError(consuming: error) }
    }

    private static let retriable: Set<Int32> = [
        -195, -192, -187, -185, -184, -152, -151,  // transport, timeouts, brokers down, queue full, purged
        5, 6, 7, 9, 13, 14, 15, 16, 19, 20, 25, 27, 41, 72, 78,
    ]
}
