import FoundationEssentials

/// Commands on one stream that are decided one after another and answered together.
struct CommandGroup<D: Decider>: Sendable {
    typealias Answer = Result<CommandResult, CommandFailure<D.Rejection>>

    /// What a command led to that leaves nothing to record.
    enum Unrecorded: Sendable {
        case alreadySo
        case refused(CommandFailure<D.Rejection>)
    }

    /// The outcome of deciding every open request in turn, each on the state that the one before left.
    struct Plan: Sendable {
        var commands: [CommandEvents] = []
        /// For each of `commands`, the request that it answers.
        var requestIndices: [Int] = []
        var unrecorded: [(index: Int, outcome: Unrecorded)] = []
        var state: D.State
        var eventCount: Int64 = 0
    }

    let requests: [CommandRequest<D.Command>]
    private var settled: [Answer?]
    private var isOpen: [Bool]
    private(set) var hasOpenRequests: Bool

    init(_ requests: [CommandRequest<D.Command>]) {
        self.requests = requests
        settled = Array(repeating: nil, count: requests.count)
        isOpen = Array(repeating: true, count: requests.count)
        hasOpenRequests = !requests.isEmpty
    }

    /// Complete only after `settleRest(_:)`.
    var answers: [Answer] { settled.compactMap { $0 } }

    func decide(from baseline: Baseline<D.State>, newEventID: () -> UUID) throws(CommandFailure<D.Rejection>) -> Plan {
        var plan = Plan(state: baseline.state)
        var decided: Set<CommandID> = []
        for (index, request) in requests.enumerated() where isOpen[index] {
            let version = baseline.version + plan.eventCount
            if let expected = request.expecting, expected != version {
                plan.unrecorded.append((index, .refused(.conflict(actual: version))))
                continue
            }
            guard decided.insert(request.context.commandID).inserted else {
                // The same command twice in one group: the second is answered from what the first recorded.
                plan.unrecorded.append((index, .alreadySo))
                continue
            }
            let events: [D.Event]
            do {
                events = try D.decide(request.command, given: plan.state)
            } catch {
                plan.unrecorded.append((index, .refused(.rejected(error))))
                continue
            }
            if events.isEmpty {
                plan.unrecorded.append((index, .alreadySo))
            } else {
                plan.commands.append(try Self.encoded(events, of: request, newEventID: newEventID))
                plan.requestIndices.append(index)
                plan.eventCount += Int64(events.count)
                for event in events { D.evolve(&plan.state, by: event) }
            }
        }
        return plan
    }

    mutating func record(_ plan: Plan, receipts: [CommandReceipt]) {
        for (index, receipt) in zip(plan.requestIndices, receipts) {
            answer(index, .success(CommandResult(version: receipt.version, receipt: receipt, changedNothing: false)))
        }
    }

    mutating func settle(request index: Int, asRepetitionOf recorded: RecordedCommand) {
        answer(index, Self.repetition(of: recorded, requests[index]))
    }

    /// The answer to a command that was recorded before.
    static func repetition(of recorded: RecordedCommand, _ request: CommandRequest<D.Command>) -> Answer {
        guard recorded.fingerprint == request.fingerprint else { return .failure(.reused(request.context.commandID)) }
        return .success(
            CommandResult(version: recorded.receipt.version, receipt: recorded.receipt, changedNothing: true)
        )
    }

    mutating func settle(request index: Int, outcome: Unrecorded, at baseline: Baseline<D.State>) {
        switch outcome {
        case .alreadySo:
            answer(
                index,
                .success(CommandResult(version: baseline.version, receipt: baseline.head, changedNothing: true))
            )
        case .refused(let failure):
            answer(index, .failure(failure))
        }
    }

    mutating func settle(claim: UniqueClaim, heldBy holder: StreamID) {
        for (index, request) in requests.enumerated() where isOpen[index] && request.claims.contains(claim) {
            answer(index, .failure(.claimed(claim, by: holder)))
        }
    }

    mutating func settleRest(_ rest: Answer) {
        for index in isOpen.indices where isOpen[index] { answer(index, rest) }
    }

    private mutating func answer(_ index: Int, _ answer: Answer) {
        settled[index] = answer
        isOpen[index] = false
        hasOpenRequests = isOpen.contains(true)
    }

    static func encoded(
        _ events: [D.Event],
        of request: CommandRequest<D.Command>,
        newEventID: () -> UUID
    ) throws(CommandFailure<D.Rejection>) -> CommandEvents {
        do {
            return CommandEvents(
                context: request.context,
                fingerprint: request.fingerprint,
                events: try events.map { try $0.encoded(id: newEventID(), occurredAt: request.at) },
                claims: request.claims,
                releases: request.releases
            )
        } catch {
            throw .invalid("an event could not be written as JSON")
        }
    }
}
