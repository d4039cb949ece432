import Foundation
import Testing

@testable import BinaTool

extension SystemTests {
    struct Breaking {
        /// The long form is on demand: ./bina break.
        @Test func `a minute of everything that breaks leaves nothing lost, doubled or out of order`() async throws {
            let stage = try await BreakStage(.besideTests, replicas: 3, kafka: nil, diskMegabytes: 320)
            let choices = FaultChoices(hasSmallDisk: stage.disk != nil)
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
            #expect(outcome.faults.count > 5)
        }

        @Test func `the same seed gives the same faults`() {
            func faults(_ seed: UInt64) -> [FaultSchedule.Step] {
                var schedule = FaultSchedule(seed: seed, FaultChoices(hasSmallDisk: true))
                return (0..<60).map { _ in schedule.next() }
            }
            #expect(faults(7) == faults(7))
            #expect(faults(7) != faults(8))
            let choices = FaultChoices(hasSmallDisk: true)
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
