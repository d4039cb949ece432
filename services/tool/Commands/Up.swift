import Foundation

/// `bina up`: the whole system on this machine, in the foreground.
enum Up: ToolCommand {
    static let specification = CommandSpecification(
        name: "up",
        summary: "start everything, load the demo, show the logs; Ctrl-C stops it all",
        options: [
            .init("no-demo", nil, "start without the demo's people and batches"),
            .init("quiet", nil, "do not print the services' logs (they are in .bina/logs)"),
        ],
        details: """
            Data stays in .bina/ and a second up goes on with it. Kafka is librdkafka's embedded broker unless
            KAFKA_HOME names a folder with Apache Kafka's libs/, or KAFKA_BOOTSTRAP_SERVERS a running Kafka.
            Ports and every other variable: bina config
            """
    )

    static func run(_ arguments: Arguments, in workplace: Workplace) async throws {
        if let other = Leftovers.upFile(workplace).running() {
            throw Refusal("up already runs here (process \(other.pid)). Stop it with: ./bina down")
        }
        try workplace.prepare()
        try workplace.demandDisk(megabytes: 1_000)
        await Leftovers.end(workplace)
        try workplace.prepare()
        let installation = try await Installation(workplace)
        try demandPrograms(of: installation)
        let listening = ListeningPorts.now()
        for (variable, port) in installation.neededPorts { try variable.demandFree(port, in: listening) }
        guard let own = ProcessIdentity(of: getpid()) else { throw Refusal("/proc is not readable") }
        try Leftovers.upFile(workplace).write(own)
        try installation.prepareSecrets(now: Int(Date().timeIntervalSince1970))
        try await UpRun(installation, arguments).untilStopped()
        Leftovers.upFile(workplace).delete()
    }

    private static func demandPrograms(of installation: Installation) throws {
        for plan in installation.plans where !FileManager.default.isExecutableFile(atPath: plan.program.path) {
            throw Refusal(
                "\(plan.program.path) is not built. ./bina up builds it first; or run: swift build -c release"
            )
        }
    }
}

/// One run of `up`: from the first process to the last one's end.
struct UpRun: Sendable {
    private let installation: Installation
    private let supervisor: Supervisor
    private let log: LogPrinter
    private let stop: StopSignals
    private let wantsDemo: Bool
    private let isQuiet: Bool

    init(_ installation: Installation, _ arguments: Arguments) {
        self.installation = installation
        let plans = installation.plans
        stop = StopSignals()
        log = LogPrinter(folder: installation.workplace.logs, names: plans.map(\.name), colours: Console.hasColours)
        supervisor = Supervisor(plans, log: log, run: installation.workplace.run)
        wantsDemo = !arguments.has("no-demo")
        isQuiet = arguments.has("quiet")
    }

    /// Starts everything and returns when everything is stopped.
    ///
    /// - Throws: what kept it from starting; by then everything is stopped too.
    func untilStopped() async throws {
        log.setQuiet(true)
        let work = Task { try await startAndShow() }
        let watch = Task {
            for await request in stop.stream {
                if request == 1 {
                    Console.print("\nstopping; once more stops at once")
                    work.cancel()
                } else {
                    await supervisor.killAll()
                }
            }
        }
        let outcome = await work.result
        await supervisor.stopAll()
        watch.cancel()
        do {
            try outcome.get()
        } catch is CancellationError {
            Console.print("stopped; the data is kept. ./bina up goes on with it.")
        }
    }

    private func startAndShow() async throws {
        Console.print("Kafka is \(installation.broker.explanation)")
        for plan in installation.plans {
            try Task.checkCancellation()
            try await start(plan)
            if plan.name == Installation.postgresName { try await prepareDatabases() }
        }
        if wantsDemo { try await Demo(installation).load() }
        Console.print(try Welcome(installation).text)
        log.setQuiet(isQuiet)
        // Runs until it is cancelled.
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    private func start(_ plan: ProcessPlan) async throws {
        let begin = ContinuousClock.now
        log.note("starting …", about: plan.name)
        try await supervisor.start(plan.name)
        log.note("ready after \((ContinuousClock.now - begin).inTenths) s", about: plan.name)
    }

    private func prepareDatabases() async throws {
        let administration = try String(contentsOf: installation.postgresFile, encoding: .utf8)
        try await Databases.prepare(administration, secrets: installation.secrets)
    }
}

extension Duration {
    /// Seconds with one digit after the point.
    var inTenths: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
