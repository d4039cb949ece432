import Foundation
import ServiceRuntime

/// `bina status`: which processes run, and whether they are ready.
enum Status: ToolCommand {
    static let specification = CommandSpecification(
        name: "status",
        summary: "say what runs and whether it is ready",
        options: [.init("json", nil, "as JSON")]
    )

    /// One process as it is now.
    struct Line: Codable, Equatable {
        let name: String
        let process: Int32?
        let state: String
        let url: String?
    }

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        let installation = try await Installation(workplace)
        let running = Dictionary(uniqueKeysWithValues: Leftovers.running(workplace).map { ($0.name, $0.identity) })
        var lines: [Line] = []
        for name in installation.plans.map(\.name) {
            let entry = ServiceEntry.all.first { $0.name == name }
            let url = entry.map { installation.url(of: $0) }
            let isReady =
                if let entry, running[name] != nil {
                    await Readiness.answers(installation.url(of: entry, "/readyz"))
                } else {
                    running[name] != nil
                }
            let state = running[name] == nil ? "stopped" : isReady ? "ready" : "not ready"
            lines.append(Line(name: name, process: running[name]?.pid, state: state, url: url?.absoluteString))
        }
        if arguments.has("json") {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Console.print(String(decoding: try encoder.encode(lines), as: UTF8.self))
        } else {
            for client in try OperatorClient.all(installation)
            where running[client.service.name] != nil
                || workplace.environment[client.service.addressVariable] != nil
            {
                await tellTrouble(of: client)
            }
            let rows = lines.map { ($0.name, [$0.state, $0.process.map { "process \($0)" }, $0.url]) }
            Console.print(
                CommandSpecification.columns(rows.map { ($0, $1.compactMap(\.self).joined(separator: "  ")) })
            )
        }
    }

    /// Why a service is not ready, what Kafka does not take, and strangers who keep transactions open.
    private static func tellTrouble(of client: OperatorClient) async {
        guard let readiness = await client.readiness() else {
            return Console.print("\(client.service.name): it does not answer")
        }
        for check in readiness.checks where check.state != "working" {
            Console.print("\(client.service.name): \(check.name): \(check.reason ?? check.state)")
        }
        guard client.service.kind == .service, let store: StoreAnswer = try? await client.get("store") else { return }
        if store.outboxSeconds > 10 {
            let place = "\(store.outboxEvents) events wait to be sent, the oldest for \(Int(store.outboxSeconds)) s"
            Console.print("\(client.service.name): \(place)")
        }
        for open in store.longTransactions {
            let process = open.process.map { "process \($0)" } ?? "prepared"
            let application = open.application.isEmpty ? "without an application name" : open.application
            let place = "\(process) in database \(open.database), \(application), user \(open.user), \(open.state)"
            Console.print("\(client.service.name): a transaction is open for \(Int(open.seconds)) s: \(place)")
        }
    }
}
