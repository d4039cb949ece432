import EventSourcing
package import EventStorePostgres
package import EventStreaming
package import PostgresClient
package import ProjectionRuntime

extension ProcessComponent {
    /// Lends connections until everything above it has stopped.
    package static func pool(_ client: PostgresClient, named name: String) -> ProcessComponent {
        ProcessComponent("pool \(name)", stop: { _ in await client.close() })
    }

    /// Takes appends; stopping answers those under way.
    package static func store(_ store: PostgresEventStore) -> ProcessComponent {
        ProcessComponent("event store", stop: { _ in await store.close() })
    }

    /// Forgets recorded commands once an hour when they are older than `age`, so that their table stays bounded.
    package static func upkeep(of store: PostgresEventStore, keepingCommandsFor age: Duration, log: Log)
        -> ProcessComponent
    {
        ProcessComponent(
            "event store upkeep",
            run: {
                while true {
                    do throws(EventStoreError) {
                        let forgotten = try await store.pruneCommands(olderThan: age)
                        if forgotten > 0 {
                            log.relay(.info, "old commands forgotten", fields: ["count": "\(forgotten)"])
                        }
                    } catch {
                        log.relay(.warning, "old commands not forgotten", fields: ["reason": "\(error)"])
                    }
                    try await Task.sleep(for: .seconds(3_600))
                }
            }
        )
    }

    /// Publishes; stopping delivers and marks what is on its way.
    package static func relay(_ relay: Relay) -> ProcessComponent {
        ProcessComponent("relay", run: { try await relay.run() }, stop: { _ in relay.stop() })
    }

    /// Keeps a read model, or runs a policy, from the bus; stopping rolls the open transaction back.
    package static func projection(_ runner: ProjectionRunner) -> ProcessComponent {
        ProcessComponent("projection \(runner.status().projection)", run: { await runner.run() })
    }

    /// Fills a next read model while a rebuild is under way.
    package static func rebuild(_ rebuild: Rebuild) -> ProcessComponent {
        ProcessComponent("rebuild \(rebuild.name)", run: { await rebuild.run() })
    }

    /// Keeps a read model of the service's own events, or runs a policy on them.
    package static func projection(_ runner: LocalProjectionRunner, named name: String) -> ProcessComponent {
        ProcessComponent("projection \(name)", run: { await runner.run() })
    }
}
