import EventSourcing
import EventStreaming
import FoundationEssentials
import PostgresClient

extension ProjectionLoop {
    /// Plans the events, having asked the feeds about stores that are not known yet; stops sources that are not what
    /// they were.
    mutating func prove(_ events: [ReceivedEvent]) async throws -> BatchPlan {
        while true {
            let plan = BatchPlan(events, ledger: ledger)
            for (source, lane) in plan.contradicted {
                let applied = ledger[lane].sequence
                stop(source, .restored(lane: lane, applied: applied, head: nil))
            }
            // Planned anew: of a source that is stopped nothing is applied, not in this batch either.
            guard plan.contradicted.isEmpty else { continue }
            guard !plan.unproven.isEmpty else { return plan }
            for (source, found) in plan.unproven.sorted(by: { $0.key < $1.key }) {
                try await identify(source, found)
            }
        }
    }

    /// Asks the source's feed which store its events are in; without a feed, the first store met is believed.
    ///
    /// Waits while the feed is away: what was applied cannot be taken back.
    private mutating func identify(_ source: String, _ found: UUID) async throws {
        let known = ledger.appliedStore(of: source)
        while true {
            do {
                guard let feed = feeds[source] else {
                    guard let known else { return ledger.prove(found, of: source) }
                    return stop(source, .replaced(known: known, found: found))
                }
                let page = try await page(feed, SourceLane(source: source, lane: Lane(0)), after: .max, limit: 1)
                switch known {
                case nil: ledger.prove(page.store, of: source)
                case page.store: break
                case let known?: return stop(source, .replaced(known: known, found: page.store))
                }
                if page.store != found {
                    ledger.disown(found, of: source)
                    board.say(
                        .notice,
                        "records of another store are left out",
                        ["source": source, "store": "\(found)"]
                    )
                }
                return
            } catch {
                try await pauseAfter(error)
            }
        }
    }

    /// Asks the feeds, before anything is applied, whether their stores still hold what was applied before.
    ///
    /// A feed that is away proves nothing; it is asked again later.
    mutating func proveSources() async throws {
        for (source, feed) in feeds.sorted(by: { $0.key < $1.key }) {
            do {
                for (lane, checkpoint) in ledger.checkpoints.sorted(by: { $0.key < $1.key })
                where lane.source == source && checkpoint.sequence > 0 {
                    let page = try await feed.page(lane: lane.lane, after: checkpoint.sequence - 1, limit: 1)
                    board.update { $0.lanes[lane, default: LaneStatus()].head = page.head }
                    guard try prove(page, of: lane) else { break }
                }
            } catch {
                try Task.checkCancellation()
                noteSilence(of: source, error)
            }
        }
    }

    /// A store that was restored may have got a new identity since: then the reason is another one.
    mutating func lookAtStopped(_ source: String, _ feed: any FeedClient) async throws {
        let page = try await feed.page(lane: Lane(0), after: .max, limit: 1)
        guard let known = ledger.appliedStore(of: source), known != page.store else { return }
        stop(source, .replaced(known: known, found: page.store))
        guard settings.startsAgain else { return }
        _ = try await database.query(writer.tables.forgetQuery(source, known))
        board.say(.warning, "another store: reading the source from its beginning", ["source": source])
        try await resync([:])
    }

    /// Whether the page is of the store that was read before, and that store still holds what was applied from it.
    ///
    /// The page may begin with the event at the checkpoint.
    mutating func prove(_ page: LanePage, of lane: SourceLane) throws -> Bool {
        if let known = ledger.appliedStore(of: lane.source), known != page.store {
            stop(lane.source, .replaced(known: known, found: page.store))
            return false
        }
        ledger.prove(page.store, of: lane.source)
        let checkpoint = ledger[lane]
        let first = page.events.first { $0.sequence == checkpoint.sequence }
        let isOther = first.map { checkpoint.eventID != nil && $0.id != checkpoint.eventID } ?? false
        guard page.head < checkpoint.sequence || isOther else { return true }
        stop(lane.source, .restored(lane: lane, applied: checkpoint.sequence, head: page.head))
        return false
    }

    /// Nothing of the source is applied from here on, until its projection is rebuilt.
    mutating func stop(_ source: String, _ trouble: SourceTrouble) {
        ledger.stop(source)
        knownStores[source] = ledger.appliedStore(of: source)
        let reason = trouble.description(of: source)
        guard board.current.stoppedSources[source] != reason else { return }
        board.update { $0.stoppedSources[source] = reason }
        board.say(.error, "source stopped", ["source": source, "reason": reason])
    }

    /// Tables that were rebuilt from another store put an end to what stopped their source.
    mutating func resumeRebuiltSources() {
        for (source, known) in knownStores where ledger.appliedStore(of: source) != known {
            ledger.goOn(source)
            knownStores[source] = nil
            board.update { $0.stoppedSources[source] = nil }
            board.say(.notice, "source is read again", ["source": source])
        }
    }
}

extension LanePage {
    /// The page without its events up to `sequence`.
    func after(_ sequence: Int64) -> LanePage {
        LanePage(store: store, lanes: lanes, lane: lane, head: head, events: events.filter { $0.sequence > sequence })
    }
}
