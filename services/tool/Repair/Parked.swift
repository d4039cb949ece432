import EventSourcing
import Foundation
import ServiceRuntime

/// `bina parked`: streams that a projection or policy could not go on with.
enum Parked: ToolCommand {
    static let specification = CommandSpecification(
        name: "parked",
        summary: "list, explain, release or skip streams that a projection could not go on with",
        operands: "[list | explain STREAM | release STREAM | skip STREAM]",
        operandCount: 0...2,
        options: [
            .init("projection", "NAME", "only this one; needed when the stream is parked in several"),
            .init("reason", "TEXT", "why the event is left out; kept on record (skip)"),
            .init("json", nil, "as JSON (list)"),
        ],
        details: """
            A parked stream waits in one projection since an event of it could not be applied; everything else goes on.
            STREAM is <tenant>/<category>-<id>, as list prints it. No command shows any content of an event.
            What to do, step by step: services/tool/operations/parked-streams.md
            """
    )

    /// A parked stream and the service whose projection it is parked in.
    struct Found {
        let stream: ParkedStreamAnswer
        let client: OperatorClient
    }

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let found = try await find(try await Installation(workplace), arguments)
        let words = arguments.operands
        switch words.first ?? "list" {
        case "list" where words.count <= 1: try list(found, asJSON: arguments.has("json"))
        case "explain": explain(try one(found, arguments).stream)
        case "release": try await release(try one(found, arguments))
        case "skip":
            guard let reason = arguments.value("reason"), !reason.isEmpty else {
                throw UsageError("skip needs --reason TEXT: it is kept on record", of: specification)
            }
            try await skip(try one(found, arguments), reason)
        default: throw UsageError("'parked' takes list, explain, release or skip", of: specification)
        }
    }

    private static func find(_ installation: Installation, _ arguments: Arguments) async throws -> [Found] {
        var found: [Found] = []
        for client in try OperatorClient.all(installation) {
            let answer: [String: [ParkedStreamAnswer]] = try await client.get("parked")
            found += (answer["streams"] ?? []).map { Found(stream: $0, client: client) }
        }
        guard let projection = arguments.value("projection") else { return found }
        return found.filter { $0.stream.projection == projection }
    }

    private static func one(_ found: [Found], _ arguments: Arguments) throws -> Found {
        guard arguments.operands.count == 2 else {
            throw UsageError("'parked \(arguments.operands[0])' takes one STREAM", of: specification)
        }
        let name = arguments.operands[1]
        let matches = found.filter { $0.stream.stream == name }
        guard let first = matches.first else {
            throw Refusal("\(name) is not parked. What is: ./bina parked list")
        }
        guard matches.count == 1 else {
            let names = matches.map(\.stream.projection).joined(separator: ", ")
            throw Refusal("\(name) is parked in several projections; say which with --projection: \(names)")
        }
        return first
    }

    private static func list(_ found: [Found], asJSON: Bool) throws {
        if asJSON {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return Console.print(String(decoding: try encoder.encode(found.map(\.stream)), as: UTF8.self))
        }
        guard !found.isEmpty else { return Console.print("no stream is parked") }
        for stream in found.map(\.stream) {
            Console.print(
                """
                \(stream.stream)
                  in \(stream.projection), version \(stream.version), \(stream.type)
                  \(stream.reason)
                  since \(stream.parkedAt), \(waiting(stream))
                """
            )
        }
    }

    private static func waiting(_ stream: ParkedStreamAnswer) -> String {
        stream.waitingEvents == 1 ? "1 event waits" : "\(stream.waitingEvents) events wait"
    }

    private static func explain(_ stream: ParkedStreamAnswer) {
        Console.print(
            """
            stream      \(stream.stream)
            projection  \(stream.projection)
            event       version \(stream.version), \(stream.type)
            fault       \(stream.reason)
            parked at   \(stream.parkedAt); \(waiting(stream)), in order
            source      \(stream.source)

            What to do:
            1. Find out why the projection's code does not take this event; the fault above is what it said.
               A new type or a new shape: run a newer version of the service. A rule of the code: mend it.
            2. Start the service with the mended code, then:
                   ./bina parked release \(stream.stream)
               It applies what waits, in order. While the cause remains it changes nothing and says so.
            3. Only if the event shall never count in this read model:
                   ./bina parked skip \(stream.stream) --reason '…'
               The event is left out for good, on record; what waits behind it is applied.
            """
        )
    }

    private static func body(_ found: Found) -> [String: String] {
        ["projection": found.stream.projection, "source": found.stream.source, "stream": found.stream.stream]
    }

    private static func release(_ found: Found) async throws {
        let answer: ParkedOutcomeAnswer = try await found.client.post("parked/release", body(found))
        try tell(answer, found)
    }

    private static func skip(_ found: Found, _ reason: String) async throws {
        var body = body(found)
        body["reason"] = reason
        let answer: ParkedOutcomeAnswer = try await found.client.post("parked/skip", body)
        if answer.outcome != .notParked {
            Console.print("left out, on record: version \(found.stream.version), \(found.stream.type)")
        }
        try tell(answer, found)
    }

    private static func tell(_ answer: ParkedOutcomeAnswer, _ found: Found) throws {
        switch answer.outcome {
        case .released: Console.print("released: \(answer.events ?? 0) events applied")
        case .notParked: Console.print("not parked any more")
        case .stillAtFault:
            throw Refusal(
                "nothing was changed: version \(answer.version ?? 0) still cannot be applied: \(answer.reason ?? "")"
            )
        case .parkedAgain:
            throw Refusal(
                "what came before it was applied; now version \(answer.version ?? 0) is at fault: \(answer.reason ?? "")"
            )
        }
    }
}
