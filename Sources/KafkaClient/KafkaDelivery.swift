/// A record the cluster has acknowledged.
package struct KafkaDelivery: Sendable, Equatable {
    /// Where it was written.
    package let partition: KafkaPartition
    /// Its place there.
    package let offset: Int64
}

/// Whether a record that was not acknowledged may be in the log nevertheless.
package enum KafkaPersistence: Sendable, Equatable {
    /// It is certainly not there.
    case notPersisted
    /// It was sent; whether it was written is not known.
    case possiblyPersisted
    /// It is there.
    case persisted
}

/// A record the cluster has not acknowledged.
///
/// Never send it again by itself: later ones may be written already.
package struct KafkaDeliveryFailure: Error, Sendable, Equatable {
    /// Why.
    package let error: KafkaError
    /// Whether it may be in the log.
    package let status: KafkaPersistence
}
