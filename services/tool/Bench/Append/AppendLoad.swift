import CivilServiceKernel
import Cryptography
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import Foundation
import PostgresClient
import Synchronization

/// Writers that hand in commands through the command handler, each when the one before was answered.
///
/// Every command enters a new work unit by the enrolment's own rules: one event of about 250 bytes on a new stream with
/// a random id, as a request with an `Idempotency-Key` makes it.
struct AppendLoad: Sendable {
    static let writers = 64

    private let client: PostgresClient
    private let store: PostgresEventStore
    private let handler: CommandHandler<UnitDecider>
    private let request: EstablishUnit
    private let tenant: TenantID

    /// What one run gave.
    struct Outcome: Sendable {
        let appends: Int
        let elapsed: Duration
        /// Processor time of this process.
        let own: Duration
        let batches: Int

        var perSecond: Double { Double(appends) / elapsed.inSeconds }
        var appendsPerCommit: Double { Double(appends) / Double(max(1, batches)) }
    }

    init(_ database: PostgresConfiguration, schema: String) async throws {
        client = PostgresClient(database)
        store = try await PostgresEventStore.open(client, EventStoreConfiguration(schema: schema, source: "enrolment"))
        handler = CommandHandler(store: store) { SecureRandom.uuid(milliseconds: Timestamp.now.microseconds / 1_000) }
        guard let tenant = TenantID(Sample.tenant) else { throw Refusal("the sample's tenant is not valid") }
        self.tenant = tenant
        request = EstablishUnit(
            unit: UnitID(UUID()),
            name: try UnitName(Sample.name),
            code: try UnitCode(Sample.code),
            kind: .dinas,
            parent: ParentUnit(unit: UnitID(UUID()), isOpen: true)
        )
    }

    func close() async {
        await store.close()
        await client.close()
    }

    /// - Throws: the first failure of a command.
    func run(for duration: Duration) async throws -> Outcome {
        let before = store.statistics.batches
        let own = ProcessorTime.own
        let begin = ContinuousClock.now
        let deadline = begin + duration
        let appends = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<Self.writers { group.addTask { try await write(until: deadline) } }
            return try await group.reduce(0, +)
        }
        return Outcome(
            appends: appends,
            elapsed: ContinuousClock.now - begin,
            own: ProcessorTime.own - own,
            batches: store.statistics.batches - before
        )
    }

    private func write(until deadline: ContinuousClock.Instant) async throws -> Int {
        var count = 0
        while ContinuousClock.now < deadline {
            let id = UUID()
            let command = CommandRequest(
                UnitCommand.establish(request),
                context: CommandContext(commandID: CommandID(id), actor: Sample.actor, traceparent: Sample.traceparent),
                at: .now,
                fingerprint: Sample.fingerprint
            )
            _ = try await handler(command, on: EnrolmentStream.unit(UnitID(id), of: tenant))
            count += 1
        }
        return count
    }
}

/// One realistic event, the same for the store, for pgbench and for the requests by HTTP.
enum Sample {
    static let tenant = "jawa-barat"
    static let name =
        "Dinas Komunikasi dan Informatika Bidang Pengelolaan Layanan Administrasi Pemerintahan Berbasis Elektronik dan "
        + "Persandian Daerah"
    static let code = "32.16.01.04"
    static let parent = "0193d4c1-7a00-7000-8000-00000000002a"
    static let actor = "0f6a2d1c-personnel-office"
    static let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
    static let fingerprint = [UInt8](repeating: 7, count: 32)
    static let type = UnitEvent.Name.unitEstablished.rawValue
    static let category = EnrolmentStream.unit.category
    static let payload =
        "{\"code\":\"\(code)\",\"kind\":\"dinas\",\"name\":\"\(name)\",\"parentUnit\":\"\(parent)\"}"
}
