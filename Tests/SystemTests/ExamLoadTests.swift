import Foundation
import PostgresClient
import Testing

@testable import BinaTool

extension SystemTests {
    /// `bina load exams` against an installation of its own, with few people.
    struct Loading {
        @Test func `every acknowledged answer of a load is there, and one that is altered afterwards is missed`()
            async throws
        {
            try await withStage { stage in
                let load = try await load(on: stage)
                let hall = try await load.prepare(
                    enrolment: stage.replicas(of: .enrolment)[0].address,
                    assessment: stage.replicas(of: .assessment)[0].address
                )
                let sitting = try await load.sit(in: hall, until: .now + .seconds(90))
                let report = ExamLoadReport(load, sitting, differences: try await load.check(sitting))
                #expect(report.isSound, "\(report.text)")
                #expect(report.differences == [] && report.unsettled == 0)
                #expect(report.acknowledged >= (load.size.attempts - load.size.late) * load.size.answers)
                #expect(report.handedIn >= load.size.attempts - load.size.late)

                try await alterAnswers(on: stage)
                let missed = try await load.check(sitting)
                let isTold = missed.contains { $0.contains("lacks the answer") || $0.contains("shows receipt") }
                #expect(isTold, "\(missed)")
                #expect(!ExamLoadReport(load, sitting, differences: missed).isSound)
            }
        }

        private func load(on stage: BreakStage) async throws -> ExamLoad {
            ExamLoad(
                seed: 7,
                tenant: "ujian",
                size: ExamLoad.Size(attempts: 12, answers: 6, connections: 4),
                addresses: stage.replicas(of: .assessment).map(\.address),
                issuer: try DevelopmentIssuer(await stage.installation.secrets)
            )
        }

        /// Takes the chosen options out of what is stored, while no process remembers it.
        private func alterAnswers(on stage: BreakStage) async throws {
            let instance = stage.replicas(of: .assessment)[0]
            await stage.terminate(instance)
            let connection = try await PostgresConnection.connect(stage.places().database(of: .assessment))
            let altered = try await connection.query(
                """
                UPDATE assessment.events SET payload = jsonb_set(payload::jsonb, '{answer,options}', '[]')::text
                WHERE type LIKE 'assessment.answer-saved.%'
                    AND json_array_length(payload::json -> 'answer' -> 'options') > 0 RETURNING 1
                """
            )
            await connection.close()
            #expect(altered.count > 0)
            try await stage.run(instance)
            try await instance.waitUntilReady(stage.http)
        }

        private func withStage(_ body: (BreakStage) async throws -> Void) async throws {
            let stage = try await BreakStage(.besideTests, replicas: 1, kafka: nil, diskMegabytes: 320)
            let outcome: Result<Void, any Error>
            do {
                try await stage.start()
                outcome = .success(try await body(stage))
            } catch {
                outcome = .failure(error)
            }
            await stage.remove(keepsFiles: false)
            try outcome.get()
        }
    }
}
