import Synchronization

/// The fate of one batch of records, known record by record as the cluster answers.
///
/// librdkafka carries one word per record: the batch's number and the record's index. So a batch costs a few
/// allocations, whatever its size.
package final class KafkaBatchDelivery: Sendable {
    /// What is known of one record, in 24 bytes.
    struct Report: Sendable {
        enum Status: UInt8 { case open, delivered, notPersisted, possiblyPersisted, persisted }

        var offset: Int64 = -1
        var partition: Int32 = -1
        var code: Int32 = 0
        var size: Int32 = 0
        var status = Status.open
    }

    private struct State {
        var reports: [Report]
        var open: Int
    }

    private let state: Mutex<State>
    private let topics: [String]
    private let completion = Completion<Void>()

    init(topics: [String], sizes: [Int]) {
        self.topics = topics
        state = Mutex(State(reports: sizes.map { Report(size: Int32(clamping: $0)) }, open: sizes.count))
        if sizes.isEmpty { completion.give(()) }
    }

    /// How many records have no report yet.
    package var openCount: Int { state.withLock { $0.open } }

    /// One result per record in the order of the records, when the last is known.
    ///
    /// When the waiting task is cancelled, records without a report are failures with the code `cancelled` and may
    /// still be written.
    package func reports() async -> [Result<KafkaDelivery, KafkaDeliveryFailure>] {
        await completion.wait(cancelled: ())
        let reports = state.withLock { $0.reports }
        return reports.indices.map { result(reports[$0], topic: topics.count == 1 ? topics[0] : topics[$0]) }
    }

    /// The same for a batch of one partition, summed up.
    package func outcome() async -> KafkaBatchOutcome {
        await completion.wait(cancelled: ())
        let reports = state.withLock { $0.reports }
        var outcome = KafkaBatchOutcome()
        for report in reports {
            guard report.status == .delivered else {
                if case .failure(let failure) = result(report, topic: "") { outcome.failure = failure }
                break
            }
            outcome.delivered += 1
            outcome.lastOffset = report.offset
            guard report.offset >= 0 else { continue }
            if let offsets = outcome.offsets {
                outcome.isRising = outcome.isRising && report.offset > offsets.upperBound
                outcome.offsets =
                    min(offsets.lowerBound, report.offset)...max(offsets.upperBound, report.offset)
            } else {
                outcome.offsets = report.offset...report.offset
            }
        }
        return outcome
    }

    private func result(_ report: Report, topic: String) -> Result<KafkaDelivery, KafkaDeliveryFailure> {
        let status: KafkaPersistence
        switch report.status {
        case .open: return .failure(KafkaDeliveryFailure(error: .cancelled, status: .possiblyPersisted))
        case .delivered:
            let partition = KafkaPartition(topic: topic, number: report.partition)
            return .success(KafkaDelivery(partition: partition, offset: report.offset))
        case .notPersisted: status = .notPersisted
        case .possiblyPersisted: status = .possiblyPersisted
        case .persisted: status = .persisted
        }
        let error = KafkaError(code: KafkaErrorCode(rawValue: report.code))
        return .failure(KafkaDeliveryFailure(error: error, status: status))
    }

    /// Enters reports by index, under one lock; returns the bytes they free and whether the batch is complete, upon
    /// which `finish` is due.
    func enter(_ entries: [(index: Int, report: Report)]) -> (bytes: Int, isComplete: Bool) {
        state.withLock { state in
            var bytes = 0
            for entry in entries where state.reports[entry.index].status == .open {
                let size = state.reports[entry.index].size
                bytes += Int(size)
                state.reports[entry.index] = entry.report
                state.reports[entry.index].size = size
                state.open -= 1
            }
            return (bytes, state.open == 0)
        }
    }

    /// Answers those who wait for the reports.
    func finish() { completion.give(()) }

    /// Fails all records from `first` on: none of them was handed to librdkafka, the first because of `error`.
    func refuse(from first: Int, because error: KafkaError, others: KafkaError) -> Bool {
        let isComplete = state.withLock { state in
            for index in first..<state.reports.count {
                state.reports[index].code = (index == first ? error : others).code.rawValue
                state.reports[index].status = .notPersisted
                state.open -= 1
            }
            return state.open == 0
        }
        if isComplete { completion.give(()) }
        return isComplete
    }

    /// Fails what is still open: the client is gone and no report can come.
    func abandon() {
        state.withLock { state in
            for index in state.reports.indices where state.reports[index].status == .open {
                state.reports[index].code = KafkaErrorCode.closed.rawValue
                state.reports[index].status = .possiblyPersisted
            }
            state.open = 0
        }
        completion.give(())
    }
}
