import Foundation
import PostgresClient

/// Commands by HTTP to the running enrolment service, beside the same command handed to the command handler directly.
struct HTTPFigure: Figure {
    static let lines = [
        FigureLine(
            name: "http",
            unit: "commands/s",
            goal: .atLeast(0.5),
            meaning:
                "commands by HTTP to the enrolment service (token, validation, append; its relay and its views run "
                + "along), wrk with 64 connections; reference: the figure append, measured beside it"
        ),
        FigureLine(
            name: "http-constant",
            unit: "requests/s",
            goal: .none,
            meaning: "the same server answering a constant, the same load program; reference: the commands"
        ),
    ]

    private static let database = "bench_http_append"
    private let ground: BenchGround
    private let commands: WrkLoad
    private let constant: WrkLoad
    private let append: AppendLoad

    static func prepare(on ground: BenchGround) async throws -> HTTPFigure {
        let address = try await ground.service(.enrolment)
        let token = try DevelopmentIssuer(ground.installation.secrets).token(
            subject: Sample.actor,
            tenants: [Sample.tenant],
            roles: ["personnel-office"],
            hours: 24,
            now: Int(Date().timeIntervalSince1970)
        )
        let folder = ground.folder
        let figure = HTTPFigure(
            ground: ground,
            commands: try WrkLoad(.commands, to: address, token: token, in: folder),
            constant: try WrkLoad(.constant, to: address, token: token, in: folder),
            append: try await AppendLoad(ground.database(database), schema: "enrolment")
        )
        _ = try await figure.commands.run(for: .seconds(2))
        _ = try await figure.append.run(for: .seconds(2))
        return figure
    }

    func measure() async throws -> [Reading] {
        let commands = try await measuredCommands()
        // The relay and the views finish what they have, so that they do not disturb what is measured next.
        await ground.settle(ServiceEntry.enrolment.name, within: .seconds(60))
        let constant = try await self.constant.run(for: ground.duration)
        let (append, _) = try await self.append.measured(on: ground)
        return [
            Reading(value: commands.rate, reference: append.perSecond, note: commands.note),
            Reading(value: constant, reference: commands.rate),
        ]
    }

    func finish() async {
        await append.close()
        try? await ground.dropDatabase(Self.database)
    }

    private func measuredCommands() async throws -> (rate: Double, note: String) {
        let service = await ground.process(ServiceEntry.enrolment.name)?.pid ?? 0
        let server = try await ground.postgres().processID ?? 0
        let before = (ProcessorTime.process(service), ProcessorTime.tree(below: server))
        let begin = ContinuousClock.now
        let rate = try await commands.run(for: ground.duration)
        let count = max(1, rate * (ContinuousClock.now - begin).inSeconds)
        func each(_ time: Duration) -> String { (time.inSeconds * 1e6 / count).legible }
        let note =
            "CPU µs per command: \(each(ProcessorTime.process(service) - before.0)) in the service, "
            + "\(each(ProcessorTime.tree(below: server) - before.1)) in PostgreSQL"
        return (rate, note)
    }
}
