import CivilServiceKernel
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import PostgresClient
import ProjectionRuntime

/// Destroys the key of everybody whose erasure is recorded, also when the process that recorded it ended before it
/// could, and lets this process forget the key when another one was asked.
struct ErasedKeys: Projection {
    let name = "erased-keys.v1"
    let sources = [EnrolmentStream.context]
    let vault: PostgresPersonalDataVault

    func concerns(_ event: EventEnvelope) -> Bool {
        event.type == CivilServantEvent.Name.personalDataErased.rawValue
    }

    func apply(_ events: [EventEnvelope], in connection: PostgresConnection) async throws {
        for event in events where concerns(event) {
            do {
                try await vault.destroyKey(of: CivilServantID(event.stream.id), tenant: event.tenant)
            } catch .unavailable {
                throw RetryLater("the vault does not answer")
            }
        }
    }
}
