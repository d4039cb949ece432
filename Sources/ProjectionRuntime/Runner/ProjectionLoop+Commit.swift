import EventSourcing
import EventStreaming
import KafkaClient
import PostgresClient

extension ProjectionLoop {
    /// Writes the work, trying again while the database is away.
    ///
    /// - Returns: false when nothing was written because what we knew was out of date; it is up to date now: plan anew.
    mutating func commit(_ work: BatchWriter.Work, _ turns: [KafkaPartition: Assignment.Turn]) async throws -> Bool {
        guard !work.events.isEmpty || !work.offsets.isEmpty else { return true }
        while true {
            let current = gate.begin(turns)
            guard current == turns else {
                gate.end([], in: [:])
                return false
            }
            do {
                let (writer, gate) = (self.writer, self.gate)
                let outcome = try await database.withConnection { connection in
                    try await writer.write(work, in: connection) { gate.mayCommit(current) }
                }
                gate.end(work.offsets, in: current)
                noteCommitted(work, outcome)
                return true
            } catch let error as BatchWriter.FenceError {
                gate.end([], in: [:])
                board.update { $0.fenceRejections += 1 }
                board.say(.notice, "batch dropped: another owner was here", ["cause": "\(error)"])
                try await resync(turns)
                return false
            } catch {
                gate.end([], in: [:])
                try await pauseAfter(error)
            }
        }
    }

    private mutating func noteCommitted(_ work: BatchWriter.Work, _ outcome: BatchWriter.Outcome) {
        writer.projection.didCommit()
        for (lane, step) in work.advances { ledger.advance(lane, to: step.checkpoint) }
        noteRecovery()
        board.committed(work, outcome)
        board.reached(work.advances.mapValues(\.checkpoint))
    }

    /// What failed before went well, or is another replica's now: with nothing to do, nothing would ever say so.
    mutating func noteRecovery() {
        pause.reset()
        board.update { status in
            switch status.state {
            case .starting, .stalled, .waiting: status.state = .running
            case .running, .catchingUp, .stopped: break
            }
        }
    }

    /// Reads back what the rows say.
    ///
    /// A commit whose answer was lost shows up here as our own epoch with a later offset.
    mutating func resync(_ turns: [KafkaPartition: Assignment.Turn]) async throws {
        while true {
            do {
                let tables = writer.tables
                let partitions = Array(turns.keys)
                let (rows, checkpoints) = try await database.withConnection { connection in
                    (
                        try await tables.ownership(of: partitions, in: connection),
                        try await tables.checkpoints(in: connection)
                    )
                }
                let fenced = gate.resync(rows, asked: partitions)
                if !fenced.isEmpty { board.say(.warning, "partitions fenced", ["partitions": "\(fenced.count)"]) }
                ledger.replace(checkpoints)
                board.found(checkpoints)
                resumeRebuiltSources()
                return noteRecovery()
            } catch {
                try await pauseAfter(error)
            }
        }
    }

    /// Waits before the next attempt, and says that the projection is stalled when attempts keep failing, or waits when
    /// another service's feed does not answer.
    ///
    /// - Throws: `CancellationError` when the task is to end.
    mutating func pauseAfter(_ error: any Error) async throws {
        try Task.checkCancellation()
        let duration = pause.next()
        if let silence = error as? FeedSilence { return try await wait(duration, for: silence) }
        let (reason, isPassing) =
            switch ApplyFault(error) {
            case .passing(let reason), .event(let reason): (reason, true)
            case .surroundings(let reason): (reason, false)
            }
        let isStalled = !isPassing || pause.failures >= settings.patience
        board.update { status in
            status.failures += 1
            if isStalled { status.state = .stalled(reason: reason) }
        }
        board.say(isStalled ? .error : .warning, "attempt failed", ["reason": reason, "pause": "\(duration)"])
        try await Task.sleep(for: duration)
    }

    private mutating func wait(_ duration: Duration, for silence: FeedSilence) async throws {
        board.update { status in
            status.failures += 1
            status.state = .waiting(reason: silence.description)
        }
        if pause.failures >= settings.patience, nextSilenceReport <= .now {
            nextSilenceReport = .now + .seconds(60)
            board.say(.warning, "waiting for a feed", ["source": silence.source, "reason": silence.reason])
        }
        try await Task.sleep(for: duration)
    }
}
