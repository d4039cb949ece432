import EventSourcing
import KafkaClient
import PostgresClient

extension RelayLoop {
    /// Lanes that stopped start again after their mark; a broken producer is replaced; a new bus is filled.
    ///
    /// - Throws: `RelayError.topicGone`.
    mutating func recover() async throws {
        if let topicGone { throw topicGone }
        if refillReason != nil { return try await refill() }
        guard let time = resumeAt, time <= .now else { return }
        if isProducerBroken {
            for lane in windows.keys { windows[lane]?.stop() }
            guard windows.values.allSatisfy(\.isIdle) else { return }
            try await replaceProducer()
        }
        var isComplete = true
        for (lane, window) in windows where window.isStopped {
            if windows[lane]?.resume() != true { isComplete = false }
            publish(lane)
        }
        if isComplete { resumeAt = nil }
        nextPoll = .now
    }

    private mutating func replaceProducer() async throws {
        board.say(.warning, "the producer cannot go on and is replaced")
        let old = producer
        await old.close(within: .zero)
        settleReports()
        producer = try makeProducer()
        isProducerBroken = false
    }

    /// Asks the bus for the last acknowledged records.
    ///
    /// While it does not answer, lanes without proof wait.
    mutating func proveBus() async throws {
        nextBusCheck = .now + settings.busCheckInterval
        let isQuiet = windows.values.allSatisfy { $0.isIdle }
        guard refillReason == nil, !unproven.isEmpty || isQuiet else { return }
        let asked = unproven.isEmpty ? Set(windows.keys) : unproven
        do {
            let verdict = try await busCheck.verdict(on: asked.compactMap { windows[$0]?.mark })
            // Before anything is sent: what a restored store sends cannot be taken back.
            if unproven.isEmpty {
                try await proveStoreByMarks()
            } else {
                try await proveStore(asked, isSameBus: verdict == .same)
            }
            switch verdict {
            case .same:
                unproven.subtract(asked)
                if board.current.trouble != nil, resumeAt == nil { board.update { $0.trouble = nil } }
                board.update { $0.isStoreRestored = false }
            case .other(let reason): refillReason = reason
            }
        } catch let error as RelayError where error.concernsStore {
            throw error
        } catch let error as PostgresError {
            throw error
        } catch let error as KafkaError where error.code.meansNoTopic {
            throw RelayError.topicGone("\(error)")
        } catch {
            try Task.checkCancellation()
            board.update { $0.trouble = "\(error)" }
            board.say(.warning, "the bus did not prove itself", ["cause": "\(error)"])
            if !unproven.isEmpty { nextBusCheck = .now + pause.next() }
        }
    }

    /// Sends every owned lane again from its first event, once nothing is on its way.
    ///
    /// Consumers drop what they have.
    private mutating func refill() async throws {
        for lane in windows.keys { windows[lane]?.stop() }
        guard windows.values.allSatisfy(\.isIdle), let reason = refillReason else { return }
        board.say(.warning, "the bus is another one: every lane is sent again", ["reason": reason])
        board.update { $0.refills += 1 }
        try await marks.forget(Array(windows.keys))
        for lane in windows.keys {
            _ = windows[lane]?.startOver()
            publish(lane)
        }
        unwritten.removeAll()
        unproven.removeAll()
        highestOffsets.removeAll()
        refillReason = nil
        resumeAt = nil
        nextPoll = .now
    }
}
