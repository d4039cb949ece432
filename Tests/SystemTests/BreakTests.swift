import Foundation
import KafkaClientTesting
import Testing

@testable import BinaTool

extension SystemTests {
    struct Breaking {
        /// The long form is on demand: ./bina break.
        @Test func `a minute of everything that breaks leaves nothing lost, doubled or out of order`() async throws {
            // In the pass on Apache Kafka, one that is killed.
            let home = realBootstrapServers == nil ? nil : ProcessInfo.processInfo.environment["KAFKA_HOME"]
            let kafka = home.map { URL(filePath: $0) }
            let stage = try await BreakStage(.besideTests, replicas: 3, kafka: kafka, diskMegabytes: 320)
            let choices = FaultChoices(
                hasEmbeddedBroker: kafka == nil,
                hasSmallDisk: stage.disk != nil,
                hasWrongClocks: WrongClock.isPossible,
                pauses: 100...900
            )
            for missing in Break.missing(choices) { print(missing) }
            var run = BreakRun(seed: 20_261_122, length: .seconds(60), stage: stage, choices: choices)
            run.attempts = 60
            run.tell = { print($0) }
            let outcome: BreakRun.Outcome
            do {
                try await stage.start()
                outcome = try await run.run()
            } catch {
                await stage.remove(keepsFiles: true)
                throw error
            }
            await stage.remove(keepsFiles: !outcome.isSound)
            print(Break.text(outcome))
            #expect(outcome.differences == [])
            #expect(outcome.exams.differences == [])
            #expect(outcome.exams.isSound)
            #expect(outcome.exams.acknowledged > 60)
            #expect(outcome.acknowledged > 50)
            #expect(outcome.answers > 20)
            #expect(outcome.unsettled == 0)
            #expect(outcome.crashes == [])
            #expect(FaultSchedule.kinds(choices).subtracting(outcome.faults.keys) == [], "each kind was done")
            #expect(outcome.replicas == 3)
        }

        @Test func `the same seed gives the same faults`() {
            let choices = FaultChoices(hasSmallDisk: true, hasWrongClocks: true)
            func faults(_ seed: UInt64) -> [FaultSchedule.Step] {
                var schedule = FaultSchedule(seed: seed, choices)
                return (0..<60).map { _ in schedule.next() }
            }
            #expect(faults(7) == faults(7))
            #expect(faults(7) != faults(8))
            #expect(Set(faults(7).map(\.fault.kind)) == FaultSchedule.kinds(choices), "each kind comes")
        }
    }
}

extension Workplace {
    /// Programs are built beside the running tests.
    static var besideTests: Workplace {
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return Workplace(
            root: FileManager.default.temporaryDirectory,
            programs: tests.deletingLastPathComponent(),
            environment: ProcessInfo.processInfo.environment
        )
    }
}
