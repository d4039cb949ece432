import Foundation
import PostgresClient

/// Answers of an exam saved by HTTP, from token and validation to the receipt.
struct AnswersFigure: Figure {
    static let lines = [
        FigureLine(
            name: "answers",
            unit: "answers/s",
            goal: .none,
            meaning:
                "answers of an exam saved by HTTP to the assessment service (token, ownership, validation, append, "
                + "receipt; its relay and its views run along), \(AnswersLoad.attempts) open attempts in turn, wrk with 64 "
                + "connections; reference: the figure append, measured beside it"
        ),
        FigureLine(
            name: "answers-beside-commands",
            unit: "answers/s",
            goal: .none,
            meaning: "the same answers; reference: the figure http's commands to enrolment, measured beside them"
        ),
    ]

    private static let database = "bench_answers_append"
    private let ground: BenchGround
    private let answers: AnswersLoad
    private let commands: WrkLoad
    private let append: AppendLoad

    static func prepare(on ground: BenchGround) async throws -> AnswersFigure {
        let assessment = try await ground.service(.assessment)
        let enrolment = try await ground.service(.enrolment)
        let issuer = try DevelopmentIssuer(ground.installation.secrets)
        let token = try issuer.token(
            subject: Sample.actor,
            tenants: [Sample.tenant],
            roles: ["personnel-office"],
            hours: 24,
            now: Int(Date().timeIntervalSince1970)
        )
        let figure = AnswersFigure(
            ground: ground,
            answers: try await AnswersLoad(to: assessment, enrolment: enrolment, issuer, in: ground.folder),
            commands: try WrkLoad(.commands, to: enrolment, token: token, in: ground.folder),
            append: try await AppendLoad(ground.database(database), schema: "enrolment")
        )
        _ = try await figure.answers.run(for: .seconds(2))
        _ = try await figure.commands.run(for: .seconds(2))
        _ = try await figure.append.run(for: .seconds(2))
        return figure
    }

    func measure() async throws -> [Reading] {
        let (answers, note) = try await measuredAnswers()
        // What is behind finishes first, so that it does not disturb what is measured next.
        await ground.settle(ServiceEntry.assessment.name, within: .seconds(60))
        let commands = try await self.commands.run(for: ground.duration)
        await ground.settle(ServiceEntry.enrolment.name, within: .seconds(60))
        let (append, _) = try await self.append.measured(on: ground)
        return [
            Reading(value: answers, reference: append.perSecond, note: note),
            Reading(value: answers, reference: commands),
        ]
    }

    func finish() async {
        await append.close()
        try? await ground.dropDatabase(Self.database)
    }

    private func measuredAnswers() async throws -> (rate: Double, note: String) {
        let service = await ground.process(ServiceEntry.assessment.name)?.pid ?? 0
        let server = try await ground.postgres().processID ?? 0
        let before = (ProcessorTime.process(service), ProcessorTime.tree(below: server))
        let begin = ContinuousClock.now
        let rate = try await answers.run(for: ground.duration)
        let count = max(1, rate * (ContinuousClock.now - begin).inSeconds)
        func each(_ time: Duration) -> String { (time.inSeconds * 1e6 / count).legible }
        let note =
            "CPU µs per answer: \(each(ProcessorTime.process(service) - before.0)) in the service, "
            + "\(each(ProcessorTime.tree(below: server) - before.1)) in PostgreSQL"
        return (rate, note)
    }
}
