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

    /// Publishes; stopping delivers and marks what is on its way.
    package static func relay(_ relay: Relay) -> ProcessComponent {
        ProcessComponent("relay", run: { try await relay.run() }, stop: { _ in relay.stop() })
    }

    /// Keeps a read model; stopping rolls the open transaction back.
    package static func projection(_ runner: ProjectionRunner) -> ProcessComponent {
        ProcessComponent("projection", run: { await runner.run() })
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
