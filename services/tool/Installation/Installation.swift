import Foundation

/// One installation on this machine: its processes, and what each of them is told.
struct Installation: Sendable {
    let workplace: Workplace
    let secrets: Secrets
    let broker: BrokerChoice
    let postgres: URL
    let ports: [String: Int]

    init(_ workplace: Workplace) async throws {
        self.workplace = workplace
        secrets = Secrets(folder: workplace.secrets)
        broker = BrokerChoice(workplace.environment)
        postgres = try await PostgresPlace.choose(workplace.state.appending(path: "postgres"))
        var ports: [String: Int] = [:]
        for variable in PortVariable.all { ports[variable.name] = try variable.value(in: workplace.environment) }
        self.ports = ports
    }

    static let postgresName = "postgres"
    static let brokerName = "broker"
    static let auditorName = Auditor.name

    var addressFile: URL { workplace.run.appending(path: "broker.address") }
    var postgresFile: URL { workplace.run.appending(path: "postgres.connection") }

    func port(_ variable: PortVariable) -> Int { ports[variable.name] ?? variable.standard }

    /// The address of a service's HTTP server.
    func url(of entry: ServiceEntry, _ path: String = "") -> URL { address(port(entry.port), path) }

    private func address(_ port: Int, _ path: String) -> URL {
        var parts = URLComponents()
        parts.scheme = "http"
        parts.host = "127.0.0.1"
        parts.port = port
        parts.path = path
        return parts.url ?? URL(filePath: "/")
    }

    /// Every process in the order of its start.
    var plans: [ProcessPlan] {
        [postgresPlan] + [brokerPlan].compactMap(\.self) + ServiceEntry.all.map(plan) + [auditorPlan]
    }

    /// The ports that must be free before anything starts.
    var neededPorts: [(PortVariable, Int)] {
        var needed = [(PortVariable.postgres, port(.postgres))]
        if case .apache = broker {
            needed += [(PortVariable.kafka, port(.kafka)), (PortVariable.kafka, port(.kafka) + 1)]
        }
        return needed + ServiceEntry.all.map { ($0.port, port($0.port)) } + [(.auditor, port(.auditor))]
    }

    /// Finds the broker anew for each round.
    private var auditorPlan: ProcessPlan {
        ProcessPlan(
            name: Self.auditorName,
            program: workplace.program("bina"),
            arguments: ["verify", "--every", "60", "--port", "\(port(.auditor))"],
            environment: { [environment = workplace.environment] in environment },
            readiness: .answers(address(port(.auditor), "/healthz")),
            startLimit: .seconds(60),
            stopLimit: .seconds(15)
        )
    }

    private var postgresPlan: ProcessPlan {
        ProcessPlan(
            name: Self.postgresName,
            program: workplace.program("bina"),
            arguments: [
                "postgres", "--folder", postgres.path, "--port", "\(port(.postgres))", "--ready-file",
                postgresFile.path,
            ],
            environment: { [environment = workplace.environment] in environment },
            readiness: .file(postgresFile),
            startLimit: .seconds(120),
            stopLimit: .seconds(70)
        )
    }

    private var brokerPlan: ProcessPlan? {
        var arguments = ["broker", "--ready-file", addressFile.path]
        switch broker {
        case .embedded:
            if let partitions = workplace.environment["KAFKA_TOPIC_PARTITIONS"], !partitions.isEmpty {
                arguments += ["--partitions", partitions]
            }
        case .foreign: return nil
        case .apache(let home):
            let data = workplace.state.appending(path: "kafka").path
            arguments += ["--kafka-home", home, "--port", "\(port(.kafka))", "--folder", data]
        }
        return ProcessPlan(
            name: Self.brokerName,
            program: workplace.program("bina"),
            arguments: arguments,
            environment: { [environment = workplace.environment] in environment },
            readiness: .file(addressFile),
            startLimit: .seconds(150),
            stopLimit: .seconds(40),
            // The embedded broker has another port each time; who was told the old one must be told again.
            restarts: broker == .embedded ? ServiceEntry.all.map(\.name) : []
        )
    }

    private func plan(_ entry: ServiceEntry) -> ProcessPlan {
        ProcessPlan(
            name: entry.name,
            program: workplace.program(entry.product),
            environment: { [self] in try environment(of: entry) },
            readiness: .answers(url(of: entry, "/readyz")),
            startLimit: .seconds(60),
            stopLimit: .seconds(25)
        )
    }
}
