import FoundationEssentials

/// One command alone on its stream, which is how nearly all of them come.
extension StreamWorker {
    /// How far a command came without the bookkeeping of a group.
    enum Alone {
        /// Done; with what is known of the stream afterwards.
        case answered(Answer, Baseline<D.State>?)
        /// Nothing was recorded, and it takes more: another look at the stream, or at what was recorded before.
        case open(Baseline<D.State>?)
    }

    /// Decides and records `request` if what is known of the stream suffices for it.
    ///
    /// Whatever leaves nothing to record is left to a group, which confirms the version before it refuses.
    func recordAlone(
        _ request: CommandRequest<D.Command>,
        on stream: StreamID,
        from known: Baseline<D.State>?
    ) async -> Alone {
        do throws(Failure) {
            var baseline = try await start(known, of: stream, creating: request.context.commandID)
            guard request.expecting ?? baseline.version == baseline.version else { return .open(baseline) }
            guard let events = try? D.decide(request.command, given: baseline.state), !events.isEmpty else {
                return .open(baseline)
            }
            let command = try CommandGroup<D>.encoded(events, of: request, newEventID: newEventID)
            switch try await append([command], to: stream, expected: baseline.version) {
            case .appended(let receipts):
                for event in events { D.evolve(&baseline.state, by: event) }
                baseline.version += Int64(events.count)
                baseline.head = receipts.last
                let result = CommandResult(version: baseline.version, receipt: receipts.last, changedNothing: false)
                return .answered(.success(result), baseline)
            case .conflict: return .open(try await refreshed(baseline, of: stream))
            case .alreadyRecorded(_, let recorded):
                return .answered(CommandGroup<D>.repetition(of: recorded, request), baseline)
            case .claimed(let claim, let holder): return .answered(.failure(.claimed(claim, by: holder)), baseline)
            }
        } catch {
            return .answered(.failure(error), nil)
        }
    }
}
