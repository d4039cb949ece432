import Foundation
import ServiceRuntime

/// `bina rebuild`: makes a read model anew, beside the one that people read.
enum RebuildCommand: ToolCommand {
    static let specification = CommandSpecification(
        name: "rebuild",
        summary: "make a read model anew beside the one that is read, compare, switch, go back",
        operands: "READ-MODEL [start | status | compare | switch | roll-back | finish | abandon]",
        operandCount: 1...2,
        options: [
            .init("accept-differences", nil, "switch although the comparison found some (without a step)"),
            .init("minutes", "N", "how long to wait until it has caught up (default 240)"),
        ],
        details: """
            READ-MODEL is learning-record, enrolment-view, assessment-view or assessment-seats. Without a step: start, wait,
            compare, switch, and say what is left to do. Queries are answered all the time, and nothing that was done is
            done again.
            What to do, step by step: services/tool/operations/rebuild-a-read-model.md
            """
    )

    /// Which service keeps which read model.
    static let owners: [String: ServiceEntry] = [
        "learning-record": .learningRecord, "enrolment-view": .enrolment, "assessment-view": .assessment,
        "assessment-seats": .assessment,
    ]

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let name = arguments.operands[0]
        guard let owner = owners[name] else {
            let known = owners.keys.sorted().joined(separator: ", ")
            throw UsageError("there is no read model '\(name)'; there are: \(known)", of: specification)
        }
        let client = try OperatorClient(owner, try await Installation(workplace))
        let minutes = try arguments.number("minutes", 240, in: 1...10_000, of: specification)
        let work = RebuildWork(name: name, client: client, limit: .seconds(minutes * 60))
        guard arguments.operands.count == 2 else {
            return try await work.everything(acceptDifferences: arguments.has("accept-differences"))
        }
        if arguments.operands[1] == "status" { return work.tell(try await work.status()) }
        guard let step = RebuildStep(rawValue: arguments.operands[1]) else {
            throw UsageError("'rebuild' has no step '\(arguments.operands[1])'", of: specification)
        }
        switch step {
        case .start: try await work.start()
        case .compare: try await work.compare()
        case .switchOver: try await work.switchOver()
        case .rollBack: try await work.rollBack()
        case .finish:
            _ = try await work.take(.finish)
            Console.print("finished: the read model before the switch is gone")
        case .abandon:
            _ = try await work.take(.abandon)
            Console.print("abandoned: the rebuilt read model is gone, the present one stays")
        }
    }
}

/// The steps of one rebuild, with their progress.
struct RebuildWork: Sendable {
    let name: String
    let client: OperatorClient
    let limit: Duration

    func status() async throws -> RebuildAnswer { try await client.get("rebuilds/\(name)") }

    func take(_ step: RebuildStep) async throws -> RebuildAnswer {
        try await client.post("rebuilds/\(name)/\(step.rawValue)")
    }

    func everything(acceptDifferences: Bool) async throws {
        var state = try await status()
        if !state.isFilling {
            state = try await take(.start)
            if state.isMadeAnew { return tellMadeAnew() }
            Console.print("started: the next read model is filled beside the present one")
        }
        try await waitUntilCaughtUp()
        do {
            try await compare()
        } catch let refusal as Refusal where refusal.description.contains("different stores") {
            Console.print("not compared: the present one was made from a store that is no more")
        } catch let refusal as Refusal where acceptDifferences && refusal == Self.differs {
            Console.print("switching all the same, as asked")
        }
        try await switchOver()
    }

    static let differs = Refusal(
        "the two differ; nothing was switched. Look at the rows above; then switch, or abandon the rebuild"
    )

    func start() async throws {
        if try await take(.start).isMadeAnew { return tellMadeAnew() }
        Console.print("started: the next read model is filled beside the present one; follow it with status")
    }

    private func tellMadeAnew() {
        Console.print("there was none: it is made anew in its place, and fills; see ./bina status")
    }

    /// Prints each tenth that is done.
    private func waitUntilCaughtUp() async throws {
        let deadline = ContinuousClock.now + limit
        var told = -1
        var trouble: String?
        while true {
            let state = try await status()
            guard state.isFilling else { throw Refusal("the rebuild was ended by somebody else") }
            let needed = max(1, state.eventsNeeded)
            let tenth = Int(state.eventsInNext * 10 / needed)
            if tenth > told {
                told = tenth
                Console.print("\(tenth * 10) %  \(state.eventsInNext) of \(state.eventsNeeded) events")
            }
            if let reason = state.trouble, reason != trouble { Console.print("trouble: \(reason)") }
            trouble = state.trouble
            if state.isCaughtUp { return }
            guard ContinuousClock.now < deadline else {
                throw Refusal(
                    "it has not caught up in time: \(state.trouble ?? "it is still filling"). It goes on; see status"
                )
            }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    func compare() async throws {
        let answer = try await take(.compare)
        let tables = answer.tables ?? []
        let width = tables.map(\.table.count).max() ?? 0
        for table in tables {
            let name = table.table.padding(toLength: width, withPad: " ", startingAt: 0)
            let verdict = table.isEqual ? "equal" : "DIFFERENT, \(table.rowsInNext) rows in the next one"
            Console.print("\(name)  \(table.rowsInCurrent) rows, \(verdict)")
            for key in table.onlyInCurrent { Console.print("    only in the present one: \(key)") }
            for key in table.onlyInNext { Console.print("    only in the next one: \(key)") }
            for key in table.different { Console.print("    different: \(key)") }
        }
        if answer.parkedInCurrent != answer.parkedInNext {
            Console.print(
                "parked streams: \(answer.parkedInCurrent) in the present one, \(answer.parkedInNext) in the next"
            )
        }
        guard tables.allSatisfy(\.isEqual) else { throw Self.differs }
        Console.print("equal, at the same positions")
    }

    func switchOver() async throws {
        _ = try await take(.switchOver)
        Console.print(
            """
            switched. The one before is kept: when all is well
                ./bina rebuild \(name) finish
            and to go back
                ./bina rebuild \(name) roll-back
            """
        )
    }

    func rollBack() async throws {
        _ = try await take(.rollBack)
        Console.print("the read model before the switch catches up")
        try await waitUntilCaughtUp()
        _ = try await take(.switchOver)
        Console.print("rolled back. The rebuilt one is kept; drop it with: ./bina rebuild \(name) finish")
    }

    func tell(_ state: RebuildAnswer) {
        guard state.hasCurrent else {
            return Console.print("there is no read model; make it with: ./bina rebuild \(name) start")
        }
        Console.print("present  \(state.eventsInCurrent) events, \(state.parkedInCurrent) parked streams")
        if state.isFilling {
            let ending = state.isCaughtUp ? ", caught up" : ", of \(state.eventsNeeded) needed"
            Console.print("next     \(state.eventsInNext) events, \(state.parkedInNext) parked streams\(ending)")
        }
        if let trouble = state.trouble { Console.print("trouble  \(trouble)") }
        if state.hasPrevious { Console.print("the one before the last switch is kept: finish or roll-back") }
        if !state.isFilling, !state.hasPrevious { Console.print("no rebuild is under way") }
    }
}
