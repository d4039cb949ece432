import CLibrdkafka
import Synchronization

/// How a rebalance goes: the listener first, then librdkafka.
extension RDMembership {
    @unsafe func begin(_ event: OpaquePointer) {
        number += 1
        let partitions = unsafe RDPartitionList.partitions(rd_kafka_event_topic_partition_list(event))
        if isCooperative == nil {
            // While closing it may say NONE, so the first answer counts.
            isCooperative = unsafe rd_kafka_rebalance_protocol(consumer.client).map {
                unsafe String(cString: $0) == "COOPERATIVE"
            }
        }
        let isAssign = unsafe rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
        // Asked before the answer, since unassigning resets it.
        let isLost = unsafe rd_kafka_assignment_lost(consumer.client) != 0
        let kind: Kind = isAssign ? .assign : isLost ? .lost : .revoke
        consumer.sink.line(.notice, "REBALANCE", "\(kind) \(partitions)")
        let known = isAssign ? partitions : drop(partitions)
        let isSilent = known.isEmpty || (isAssign && isLeaving)
        let task = isSilent ? Task {} : listen(kind, known)
        current = unsafe Rebalance(
            number: number,
            kind: kind,
            event: event,
            partitions: partitions,
            task: task,
            deadline: isAssign ? nil : .now + consumer.revokeBudget
        )
        guard isSilent else { return }
        if isAssign { answer { assignNowhere($0) } } else { answer { unassign($0) } }
    }

    /// Takes the partitions from the reader; returns those it had.
    private func drop(_ partitions: [KafkaPartition]) -> [KafkaPartition] {
        consumer.intake.withLock { intake in
            for partition in partitions { intake.dropped[partition] = nil }
            return consumer.state.withLock { state in
                let known = partitions.filter { state.assigned.contains($0) }
                state.assigned.subtract(partitions)
                state.stopped.subtract(partitions)
                return known
            }
        }
    }

    private func listen(_ kind: Kind, _ partitions: [KafkaPartition]) -> Task<Void, Never> {
        let (consumer, number) = (consumer, number)
        return Task {
            switch kind {
            case .assign:
                guard let offsets = await consumer.startOffsets(partitions) else { return }
                consumer.post(.assign(rebalance: number, offsets))
            case .revoke:
                await consumer.listener.willRevoke(partitions)
                consumer.post(.proceed(rebalance: number))
            case .lost:
                await consumer.listener.didLose(partitions)
                consumer.post(.proceed(rebalance: number))
            }
        }
    }

    /// Answers the current rebalance and forgets it.
    func answer(_ body: (Rebalance) -> Void) {
        guard let rebalance = current else { return }
        current = nil
        body(rebalance)
        unsafe rd_kafka_event_destroy(rebalance.event)
    }

    func assign(_ rebalance: Rebalance, _ offsets: [KafkaPartition: KafkaOffset]) {
        let starts = rebalance.partitions.map {
            ($0, (offsets[$0] ?? .beginning).raw ?? Int64(RD_KAFKA_OFFSET_BEGINNING))
        }
        // Before librdkafka: what it fetches must find its partition known.
        consumer.intake.withLock { _ in
            consumer.state.withLock { state in
                if isCooperative == false { state.assigned = [] }
                state.assigned.formUnion(rebalance.partitions)
            }
        }
        hand(starts)
        let paused = consumer.state.withLock { $0.paused.intersection(rebalance.partitions) }
        // A pause ends with the assignment it was made in.
        if !paused.isEmpty { resume(Array(paused)) }
    }

    /// Answers an assignment nobody wants any more.
    func assignNowhere(_ rebalance: Rebalance) {
        hand(rebalance.partitions.map { ($0, Int64(RD_KAFKA_OFFSET_END)) })
    }

    private func hand(_ starts: [(partition: KafkaPartition, offset: Int64)]) {
        for (partition, _) in starts { forward(partition) }
        unsafe RDPartitionList.with(starts) { list in
            if isCooperative == false {
                log(unsafe rd_kafka_assign(consumer.client, list))
            } else {
                unsafe log(rd_kafka_incremental_assign(consumer.client, list))
            }
        }
        for (partition, _) in starts { forward(partition) }
    }

    /// Sends the partition's records to the reader's queue, apart from everything else.
    ///
    /// Before the assignment, so that none goes the usual way; and once more after it, since the end of an earlier
    /// assignment takes the forwarding away, and may have been under way. What has come meanwhile moves along.
    private func forward(_ partition: KafkaPartition) {
        let queue = unsafe rd_kafka_queue_get_partition(consumer.client, partition.topic, partition.number)
        guard let queue = unsafe queue else { return }
        unsafe rd_kafka_queue_forward(queue, consumer.records)
        unsafe rd_kafka_queue_destroy(queue)
    }

    func unassign(_ rebalance: Rebalance) {
        if isCooperative == false {
            log(unsafe rd_kafka_assign(consumer.client, nil))
        } else {
            unsafe RDPartitionList.with(rebalance.partitions.map { ($0, 0) }) { list in
                unsafe log(rd_kafka_incremental_unassign(consumer.client, list))
            }
        }
    }

    /// Takes the partition out and puts it back elsewhere, which also works when its fetching has stopped.
    func reposition(_ partition: KafkaPartition, _ offset: Int64) throws(KafkaError) {
        let isOurs = consumer.state.withLock { $0.assigned.contains(partition) }
        guard isOurs, isCooperative == true, current == nil else {
            throw KafkaError(code: .state, message: "\(partition) is not assigned to this consumer now.")
        }
        try unsafe RDPartitionList.with([(partition, offset)]) { (list) throws(KafkaError) in
            try unsafe KafkaError.check(consuming: rd_kafka_incremental_unassign(consumer.client, list))
            try unsafe KafkaError.check(consuming: rd_kafka_incremental_assign(consumer.client, list))
        }
        forward(partition)
        _ = consumer.state.withLock { $0.stopped.remove(partition) }
    }

    func pause(_ partitions: [KafkaPartition]) {
        unsafe RDPartitionList.with(partitions.map { ($0, 0) }) { list in
            log(unsafe rd_kafka_pause_partitions(consumer.client, list))
        }
    }

    /// Goes back to what was dropped before the reader sees the partition again.
    func resume(_ partitions: [KafkaPartition]) {
        unsafe RDPartitionList.with(partitions.map { ($0, 0) }) { list in
            log(unsafe rd_kafka_resume_partitions(consumer.client, list))
        }
        consumer.intake.withLock { intake in
            for partition in partitions {
                guard let offset = intake.dropped.removeValue(forKey: partition) else { continue }
                do throws(KafkaError) {
                    do throws(KafkaError) {
                        try consumer.seek(partition, offset)
                    } catch {
                        try reposition(partition, offset)
                    }
                } catch {
                    consumer.sink.error(error)
                }
            }
            consumer.state.withLock { $0.paused.subtract(partitions) }
        }
    }

    /// Stops the reader, answers an assignment that waits for its offsets, and begins to leave the group.
    func leave(by deadline: ContinuousClock.Instant) {
        guard !isLeaving else { return }
        phase = .lingering(until: min(deadline, .now + .seconds(3)), deadline)
        consumer.wakeReader(.closed)
        if let rebalance = current, rebalance.kind == .assign {
            rebalance.task.cancel()
            answer { assignNowhere($0) }
        }
    }

    var assignmentCount: Int {
        var list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
        guard unsafe rd_kafka_assignment(consumer.client, &list) == RD_KAFKA_RESP_ERR_NO_ERROR,
            let list = unsafe list
        else { return 0 }
        defer { unsafe rd_kafka_topic_partition_list_destroy(list) }
        return Int(unsafe list.pointee.cnt)
    }

    /// Frees the events nobody answers any more.
    func abandon() {
        if let rebalance = current {
            rebalance.task.cancel()
            unsafe rd_kafka_event_destroy(rebalance.event)
        }
        current = nil
        while let event = unsafe pending.popFirst() { unsafe rd_kafka_event_destroy(event) }
    }

    func log(_ code: rd_kafka_resp_err_t) {
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            consumer.sink.error(KafkaError(code: KafkaErrorCode(rawValue: code.rawValue)))
        }
    }

    @unsafe func log(_ error: OpaquePointer?) {
        if let error = unsafe error { consumer.sink.error(unsafe KafkaError(consuming: error)) }
    }
}
