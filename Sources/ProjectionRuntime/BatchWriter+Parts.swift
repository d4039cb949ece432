import EventSourcing

extension BatchWriter.Work {
    /// The same work as consecutive transactions, each ending after an event for which `isEnd` holds. Offsets move with
    /// the last one.
    func parts(endingAfter isEnd: (EventEnvelope) -> Bool) -> [BatchWriter.Work] {
        let ends = events.indices.filter { isEnd(events[$0].envelope) }
        guard let lastEnd = ends.last, ends.count > 1 || lastEnd < events.count - 1 else { return [self] }
        var bounds = ends.map { $0 + 1 }
        if bounds.last != events.count { bounds.append(events.count) }
        var positions = advances.mapValues(\.from)
        var start = 0
        return bounds.map { end in
            defer { start = end }
            return part(start..<end, isLast: end == events.count, &positions)
        }
    }

    private func part(_ range: Range<Int>, isLast: Bool, _ positions: inout [SourceLane: Int64]) -> BatchWriter.Work {
        var part = BatchWriter.Work(events: Array(events[range]))
        for event in part.events {
            let lane = SourceLane(source: event.source, lane: event.envelope.lane)
            guard let whole = advances[lane] else { continue }
            part.advances[lane] = LaneAdvance(
                from: positions[lane] ?? whole.from,
                to: event.envelope.sequence,
                eventID: event.envelope.id,
                recordedAt: event.envelope.recordedAt,
                store: whole.store
            )
        }
        for (lane, advance) in part.advances { positions[lane] = advance.to }
        part.offsets = isLast ? offsets : offsets.map { step in
            OffsetStep(
                partition: step.partition,
                epoch: step.epoch,
                expected: step.expected,
                next: step.expected,
                leaderEpoch: step.leaderEpoch
            )
        }
        return part
    }
}
