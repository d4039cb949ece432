package import EventSourcing
package import EventStorePostgres
import FoundationEssentials
package import ProjectionRuntime
import Testing

/// A service that records events, on a database of its own, with a clock that the test sets.
package protocol WritingStage {
    var store: PostgresEventStore { get }
    /// The service's own read model.
    var view: LocalProjectionRunner { get }
    var clock: TestClock { get }
}

extension WritingStage {
    /// A command as somebody gives it now.
    package func request<Command: Sendable>(_ command: Command) -> CommandRequest<Command> {
        CommandRequest(
            command,
            context: CommandContext(commandID: CommandID(UUID()), actor: "test"),
            at: clock.now
        )
    }

    /// Everything in the store is in the view.
    package func waitForView() async throws {
        for (lane, sequence) in try await store.feed.heads() where sequence > 0 {
            let token = ReadToken(source: store.configuration.source, lane: lane, sequence: sequence)
            #expect(try await view.checkpoints.waitUntil(reached: token, within: .seconds(20)))
        }
    }
}

/// Runs local projections beside the body, and ends them afterwards.
package func withRunning(_ runners: LocalProjectionRunner..., body: () async throws -> Void) async throws {
    let tasks = runners.map { runner in Task { await runner.run() } }
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
    try result.get()
}
