import FoundationEssentials

/// One command alone on its stream, which is how nearly all of them come.
extension StreamWorker {
    /// How far a command came without the bookkeeping of a group.
    enum Alone {
        /// Done.
        case answered(Answered<D>)
        /// Nothing was recorded, and it takes more: another look at the stream, or at what was recorded before.
        case open(Baseline<D.State>?)
    }

    /// Decides and records `request` if what is known of the stream suffices for it.
    ///
    /// Whatever leaves nothing to record is left to a group, which confirms the version before it refuses. All that is
    /// waited for is the append, so a cancelled task gets its outcome as any other.
    func recordAlone(
        _ request: CommandRequest<D.Command>,
        on stream: StreamID,
        from known: Baseline<D.State>?
    ) async -> Alone {
        let first = usable(known, of: stream) ?? assumed(of: stream, creating: request.context.commandID)
        guard var baseline = first else { return .open(nil) }
        guard request.expecting ?? baseline.version == baseline.version,
            let events = try? D.decide(request.command, given: baseline.state), !events.isEmpty,
            let command = try? CommandGroup<D>.encoded(events, of: request, newEventID: newEventID)
        else { return .open(baseline) }
        do throws(Failure) {
            switch try await append([command], to: stream, at: baseline) {
            case .appended(let receipts):
                for event in events { D.evolve(&baseline.state, by: event) }
                baseline.version += Int64(events.count)
                baseline.head = receipts.last
                let result = CommandResult(version: baseline.version, receipt: receipts.last, changedNothing: false)
                return .answered(Answered(answer: .success(result), newest: baseline))
            case .conflict(let actual): return .open(actual < baseline.version ? nil : baseline)
            case .alreadyRecorded(_, let recorded):
                let answer = CommandGroup<D>.repetition(of: recorded, request)
                return .answered(Answered(answer: answer, newest: baseline))
            case .claimed(let claim, let holder):
                return .answered(Answered(answer: .failure(.claimed(claim, by: holder)), newest: baseline))
            }
        } catch {
            return .answered(Answered(answer: .failure(error), newest: nil))
        }
    }
}
