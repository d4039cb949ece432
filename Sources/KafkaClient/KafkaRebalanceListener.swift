/// Decides with its owner's own bookkeeping where partitions start, and finishes work before they leave.
///
/// The calls for one consumer never overlap. The consumer stays a live member of its group while they run.
package protocol KafkaRebalanceListener: Sendable {
    /// Where each of the partitions starts; called during assignment, before anything is fetched.
    ///
    /// A partition that is missing in the answer starts at the beginning. When this throws, it is asked again with
    /// growing pauses, and nothing is fetched until it answers.
    func startOffsets(for partitions: [KafkaPartition]) async throws -> [KafkaPartition: KafkaOffset]

    /// The partitions leave after this returns; `nextBatch` gives none of their records from now on.
    ///
    /// Bounded by half of `max.poll.interval.ms`: then the task is cancelled and the partitions leave anyway.
    func willRevoke(_ partitions: [KafkaPartition]) async

    /// The partitions are gone and someone else may own them already: roll back at once.
    func didLose(_ partitions: [KafkaPartition]) async
}
