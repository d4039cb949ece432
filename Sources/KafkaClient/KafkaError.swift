/// What librdkafka or a broker refused, with the facts a caller acts on.
///
/// Carries no payload and no secret.
package struct KafkaError: Error, Equatable, Sendable {
    /// What went wrong.
    package let code: KafkaErrorCode
    /// The code's symbolic name, constant across releases.
    package let name: String
    /// A sentence for a person.
    package let message: String
    /// True when the client can do nothing more: close it and make another.
    package let isFatal: Bool
    /// True when the same call may succeed later without any change.
    package let isRetriable: Bool

    /// An error of this wrapper rather than of librdkafka.
    init(_ code: KafkaErrorCode, name: String, message: String, isFatal: Bool = false, isRetriable: Bool = false) {
        self.code = code
        self.name = name
        self.message = message
        self.isFatal = isFatal
        self.isRetriable = isRetriable
    }

    static let closed = KafkaError(.closed, name: "CLOSED", message: "This Kafka client is closed.")
    static let cancelled = KafkaError(
        .cancelled,
        name: "CANCELLED",
        message: "The task that waited for the report was cancelled."
    )
    static let notAttempted = KafkaError(
        .notAttempted,
        name: "NOT_ATTEMPTED",
        message: "Not sent, because an earlier record of the batch was refused.",
        isRetriable: true
    )
    static let secondReader = KafkaError(
        .state,
        name: "SECOND_READER",
        message: "Another task waits in nextBatch: one consumer has one reader."
    )
}

extension KafkaError: CustomStringConvertible {
    /// Name, number and sentence.
    package var description: String { "\(name) (\(code.rawValue)): \(message)" }
}
