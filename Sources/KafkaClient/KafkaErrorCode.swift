/// What went wrong, by Kafka's protocol number (positive) or librdkafka's own (negative).
package struct KafkaErrorCode: RawRepresentable, Hashable, Sendable {
    /// The number.
    package let rawValue: Int32

    /// Any number is legal: brokers newer than this client send codes it does not know.
    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// The transport broke while the request was under way.
    package static let transport = KafkaErrorCode(rawValue: -195)
    /// The configuration was refused.
    package static let invalidArgument = KafkaErrorCode(rawValue: -186)
    /// The message was not acknowledged within `message.timeout.ms`.
    package static let messageTimedOut = KafkaErrorCode(rawValue: -192)
    /// The partition does not exist, known from the topic's metadata.
    package static let unknownPartition = KafkaErrorCode(rawValue: -190)
    /// The topic does not exist, known from the cluster's metadata.
    package static let unknownTopic = KafkaErrorCode(rawValue: -188)
    /// No broker answers.
    package static let allBrokersDown = KafkaErrorCode(rawValue: -187)
    /// The call did not finish in time.
    package static let timedOut = KafkaErrorCode(rawValue: -185)
    /// librdkafka's queue is full.
    package static let queueFull = KafkaErrorCode(rawValue: -184)
    /// The call does not fit the client's state, for example two readers at a time.
    package static let state = KafkaErrorCode(rawValue: -172)
    /// The broker is too old for the request, or is the embedded one.
    package static let unsupportedFeature = KafkaErrorCode(rawValue: -165)
    /// The position is out of range and the policy is not to reset it.
    package static let autoOffsetReset = KafkaErrorCode(rawValue: -140)
    /// Purged while still in the client's queue: never sent.
    package static let purgedFromQueue = KafkaErrorCode(rawValue: -152)
    /// Purged while on its way to the broker: may have been written.
    package static let purgedInFlight = KafkaErrorCode(rawValue: -151)
    /// The client can do nothing more and must be replaced; `KafkaProducer.fatalError` has the cause.
    package static let fatal = KafkaErrorCode(rawValue: -150)
    /// Not attempted, since an earlier record of the same batch was refused.
    package static let notAttempted = KafkaErrorCode(rawValue: -2001)
    /// The waiting task was cancelled.
    package static let cancelled = KafkaErrorCode(rawValue: -2002)
    /// The client is closed.
    package static let closed = KafkaErrorCode(rawValue: -2003)
    /// The answer cannot be used: a listener gave no usable start offset.
    package static let noStartOffset = KafkaErrorCode(rawValue: -2004)
    /// The start offset is below the log's start or above its end.
    package static let offsetOutOfRange = KafkaErrorCode(rawValue: 1)
    /// The topic or partition is not there.
    package static let unknownTopicOrPartition = KafkaErrorCode(rawValue: 3)
    /// The record is larger than the topic or the client allows.
    package static let messageTooLarge = KafkaErrorCode(rawValue: 10)
    /// This client may not use the topic.
    package static let topicAuthorizationFailed = KafkaErrorCode(rawValue: 29)
    /// This client may not use the group.
    package static let groupAuthorizationFailed = KafkaErrorCode(rawValue: 30)
    /// The topic was there before.
    package static let topicAlreadyExists = KafkaErrorCode(rawValue: 36)
}
