import EventSourcing
import Foundation
import ServiceRuntime

/// `bina repair`: what is wrong with a store, and how to go on.
enum Repair: ToolCommand {
    static let specification = CommandSpecification(
        name: "repair",
        summary: "explain a restored store and go on with it; watch an empty bus being filled",
        operands: "restored-store SERVICE | policies SERVICE | bus SERVICE",
        operandCount: 2...2,
        options: [
            .init("list", "N", "name so many of the lost events (default 20)"),
            .init("accept", nil, "go on with the store as it is; what was lost stays lost"),
        ],
        details: """
            SERVICE is enrolment or assessment. A restored store has forgotten events that were sent already, and would
            give their sequences to others. So its relay and its readers stop until an operator has decided.
            Lost events are not put back from the bus: an event's unique values and its command's digest are not on it,
            and without them a number could be taken twice. They are listed, so that they can be entered again.
            policies sets back those policies of SERVICE that read such a store as it was: they read all of it again, and
            do nothing twice. Start SERVICE again afterwards.
            What to do, step by step: services/tool/operations/restored-store.md
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let what = arguments.operands[0]
        guard ["restored-store", "policies", "bus"].contains(what) else {
            throw UsageError("'repair' takes restored-store, policies or bus, and SERVICE", of: specification)
        }
        let services = ServiceEntry.all.filter { $0.kind == .service }
        guard let service = services.first(where: { $0.name == arguments.operands[1] }) else {
            let known = services.map(\.name).joined(separator: ", ")
            throw UsageError("there is no service '\(arguments.operands[1])' with a store; there are: \(known)")
        }
        if what == "policies" { return try await resetPolicies(of: service, VerifiedPlaces(workplace, tenant: nil)) }
        let installation = try await Installation(workplace)
        let client = try OperatorClient(service, installation)
        guard what == "restored-store" else { return try await watchBus(client) }
        let limit = try arguments.number("list", 20, in: 0...10_000, of: specification)
        // The readers first: what is appended and applied between the two answers is not ahead of the store.
        let readers = try await readers(installation)
        let store: StoreAnswer = try await client.get("store")
        let lost: RestoredStoreAnswer = try await client.get("restored-store?limit=\(limit)")
        let ahead = readers.compactMap { $0.trouble(with: store) }
        explain(store, lost, ahead)
        let isRestored = lost.lostEvents > 0 || !ahead.isEmpty || store.isRestored
        guard arguments.has("accept") else {
            if isRestored { Console.print("\nTo go on with it: ./bina repair restored-store \(service.name) --accept") }
            return
        }
        guard isRestored else { throw Refusal("nothing shows that the store was restored; nothing was changed") }
        let answer: [String: String] = try await client.post(
            "restored-store/accept",
            ["identity": store.identity]
        )
        Console.print(
            """

            accepted: the store is \(answer["identity"] ?? "?") from now on. The service starts again, and sends everything
            under this name. What other services made of the old one has to be made anew now:
            \(commandsAfter(restoring: service).map { "    \($0)" }.joined(separator: "\n"))
            """
        )
    }

    /// Read models of others are rebuilt, their policies set back; its own were restored with it.
    static func commandsAfter(restoring service: ServiceEntry) -> [String] {
        let models = (VerifiedContext.all.flatMap(\.readModels) + VerifiedReadModel.ofProjections)
            .filter { $0.service.name != service.name && $0.sources.contains(service.name) }
        let readers = VerifiedContext.all.filter { context in
            context.name != service.name && context.policies.contains { $0.source == service.name }
        }
        return models.map { "./bina rebuild \($0.name)" } + readers.map { "./bina repair policies \($0.name)" }
    }

    private static func resetPolicies(of service: ServiceEntry, _ places: VerifiedPlaces) async throws {
        let reset = try await PolicyReset(service: places.context(service.name), places: places).run()
        guard !reset.isEmpty else {
            return Console.print("every policy of \(service.name) reads stores as they are; nothing was changed")
        }
        Console.print(
            """
            set back: \(reset.joined(separator: ", "))
            Start \(service.name) again. They read everything once more; nothing is done twice.
            """
        )
    }

    /// Shows what waits to be sent until nothing does.
    private static func watchBus(_ client: OperatorClient) async throws {
        while true {
            let store: StoreAnswer = try await client.get("store")
            if let trouble = store.trouble { Console.print("trouble: \(trouble)") }
            guard !store.isRestored else { throw Refusal("see ./bina repair restored-store \(client.service.name)") }
            guard store.outboxEvents > 0 else {
                return Console.print("everything that the store holds was sent: \(store.events) events")
            }
            Console.print("\(store.outboxEvents) of \(store.events) events wait to be sent")
            try await Task.sleep(for: .seconds(2))
        }
    }

    /// Where the projections of all services are that answer.
    private static func readers(_ installation: Installation) async throws -> [ProjectionAnswer] {
        var answers: [ProjectionAnswer] = []
        for client in try OperatorClient.all(installation) {
            do {
                let answer: [String: [ProjectionAnswer]] = try await client.get("projections")
                answers += answer["projections"] ?? []
            } catch let refusal as Refusal {
                Console.complain("not asked: \(refusal)")
            }
        }
        return answers
    }

    private static func explain(_ store: StoreAnswer, _ lost: RestoredStoreAnswer, _ ahead: [String]) {
        Console.print("store \(store.source) \(store.identity): \(store.events) events")
        guard lost.lostEvents > 0 || !ahead.isEmpty else {
            return Console.print("it holds everything that the bus and the read models have of it")
        }
        Console.print("It was restored from a backup: \(lost.lostEvents) events on the bus are not in it.")
        for lane in lost.lanes {
            let reused = lane.reused > 0 ? ", \(lane.reused) of these numbers were given to other events since" : ""
            Console.print(
                "  lane \(lane.lane): ends at \(lane.head); lost \(lane.firstLost) to \(lane.lastLost), "
                    + "recorded \(lane.firstRecordedAt) to \(lane.lastRecordedAt)\(reused)"
            )
        }
        for line in ahead { Console.print("  \(line)") }
        guard !lost.events.isEmpty else { return }
        Console.print("Lost events\(lost.events.count < lost.lostEvents ? ", the first \(lost.events.count)" : ""):")
        for event in lost.events {
            Console.print(
                "  \(event.recordedAt)  \(event.type)  \(event.stream) version \(event.version)  \(event.id)"
            )
        }
    }
}

extension ProjectionAnswer {
    /// A line for the operator when it has applied what the store does not hold; nil when it has not.
    fileprivate func trouble(with store: StoreAnswer) -> String? {
        if let reason = stoppedSources[store.source], reason.contains("restored") {
            return "\(name) has stopped: \(reason)"
        }
        let ahead = (positions[store.source] ?? [:]).filter { $0.value > store.heads[$0.key] ?? 0 }
        guard !ahead.isEmpty else { return nil }
        let events = ahead.reduce(Int64(0)) { $0 + $1.value - (store.heads[$1.key] ?? 0) }
        return "\(name) has applied \(events) events that the store does not hold"
    }
}
