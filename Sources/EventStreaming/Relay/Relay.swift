import EventSourcing
package import EventStorePostgres
import FoundationEssentials
package import KafkaClient
package import PostgresClient

/// Brings one store's events onto the bus: every event, in the order of its lane, at least once.
///
/// Replicas of a service run one relay each and share the lanes. A relay owns a lane by a lock of its database
/// connection and writes the lane's mark through that same connection, so one that lost its locks cannot write marks.
/// What it may still have sent is dropped by consumers, who compare lane sequences.
package final class Relay: Sendable {
    let store: PostgresEventStore
    let database: PostgresConfiguration
    let kafka: KafkaConfiguration
    let codec: EventRecordCodec
    private let topic: KafkaTopic
    private let settings: RelaySettings
    private let signals = RelaySignals()
    private let board: RelayBoard

    /// A relay of the store's events; the store's appends wake it.
    ///
    /// `database` is where the store is: one connection is opened directly, since session locks do not pass a pooler.
    /// `partitions` must divide the store's lanes.
    ///
    /// - Throws: `TopicPlanError`.
    package init(
        _ store: PostgresEventStore,
        database: PostgresConfiguration,
        kafka: KafkaConfiguration,
        partitions: Int,
        replicationFactor: Int32 = 1,
        retentionMilliseconds: Int64? = nil,
        settings: RelaySettings = RelaySettings(),
        log: @escaping StreamingLog = { _ in }
    ) throws(TopicPlanError) {
        let service = store.configuration.source
        let plan = try TopicPlan(
            service: service,
            lanes: store.laneCount,
            partitions: partitions,
            prefix: settings.topicPrefix
        )
        self.store = store
        self.database = database
        self.kafka = kafka
        self.settings = settings
        codec = EventRecordCodec(service: service, store: store.identity, plan: plan)
        topic = plan.kafkaTopic(replicationFactor: replicationFactor, retentionMilliseconds: retentionMilliseconds)
        board = RelayBoard(service: service, longestSilence: settings.longestSilence, log: log)
        let signals = signals
        store.onAppended { _ in signals.newEvents() }
    }

    /// What it is doing.
    package func metrics() -> RelayMetrics { board.seen }

    /// There may be new events; for appends that the store does not announce.
    package func wake() { signals.newEvents() }

    /// Asks `run()` to deliver what is on its way, to mark it, and to return.
    package func stop() { signals.stop() }

    /// Relays until `stop()` or until the task is cancelled.
    ///
    /// Failures of PostgreSQL and Kafka are waited out.
    ///
    /// A store that was restored from a backup is waited for too, as nothing may be sent from it.
    ///
    /// - Throws: `TopicPlanError` when the topic exists with another number of partitions; `RelayError.storeReplaced`
    ///   when the store has a new identity, which this process cannot take up.
    package func run() async throws {
        var pause = StreamingPause(first: settings.firstPause, longest: settings.longestPause)
        while !Task.isCancelled, !signals.isStopping {
            let startedAt = ContinuousClock.now
            do {
                try await session()
            } catch let error as TopicPlanError {
                board.say(.error, "the topic cannot be used", ["cause": "\(error)"])
                throw error
            } catch RelayError.storeReplaced {
                board.say(.error, "the store has a new identity; starting again takes it up")
                throw RelayError.storeReplaced
            } catch let error as RelayError where error.concernsStore {
                await standStill(error)
            } catch is CancellationError {
                break
            } catch {
                if startedAt + .seconds(30) < .now { pause.reset() }
                let duration = pause.next()
                board.update { $0.trouble = "\(error)" }
                board.say(.warning, "relay session ended", ["cause": "\(error)", "pause": "\(duration)"])
                await signals.bell.wait(atMost: duration)
            }
        }
        board.update { $0.lanes = [:] }
    }

    /// The store has been looked at, or may have, by somebody who repairs it: the relay looks again.
    package func storeChanged() { signals.noteStoreChange() }

    /// Nothing is sent from a store that was restored; every half minute, or when asked to, it is looked at again.
    private func standStill(_ error: RelayError) async {
        board.update { metrics in
            metrics.trouble = error.description
            metrics.isStoreRestored = true
        }
        board.say(.error, "the store was restored from a backup: nothing is sent", ["cause": error.description])
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline, !signals.isStopping, !Task.isCancelled, !signals.takeStoreChange() {
            await signals.bell.wait(atMost: .seconds(1))
            if let identity = try? await store.storedIdentity(), identity != store.identity { return }
        }
    }

    private func session() async throws {
        try await ensureTopic()
        let connection = try await PostgresConnection.connect(database)
        let producer = try KafkaProducer(kafka)
        let reader = try KafkaReader(kafka)
        board.update { metrics in
            metrics.sessions += 1
            metrics.isConnected = true
        }
        let outcome: Result<KafkaProducer, any Error>
        do {
            outcome = .success(try await relay(on: connection, producer, reader))
        } catch {
            outcome = .failure(error)
        }
        board.update { metrics in
            metrics.lanes = [:]
            metrics.isConnected = false
        }
        // A task of its own: this must happen also when this task is cancelled.
        await Task {
            producer.purge()
            await producer.close(within: .zero)
            if case .success(let last) = outcome { await last.close(within: .zero) }
            reader.close()
            await connection.close()
        }.value
        _ = try outcome.get()
    }

    /// - Returns: the producer in use at the end.
    private func relay(on connection: PostgresConnection, _ producer: KafkaProducer, _ reader: KafkaReader)
        async throws -> KafkaProducer
    {
        // A mark that is lost in a crash costs duplicates, no event.
        try await connection.executeScript("SET synchronous_commit = off")
        let schema = store.configuration.schema
        let kafka = kafka
        var loop = RelayLoop(
            settings: settings,
            reader: try await LaneRowReader(of: store, on: connection),
            laneCount: store.laneCount,
            codec: codec,
            connection: connection,
            locks: try await RelayLocks(joining: schema, on: connection),
            marks: RelayMarks(schema: schema, connection: connection),
            busCheck: BusCheck(reader: reader, topic: topic.name, store: store.identity),
            signals: signals,
            board: board,
            makeProducer: { try KafkaProducer(kafka) },
            producer: producer,
            reports: RunReports(ringing: signals.bell),
            pause: StreamingPause(first: settings.firstPause, longest: settings.longestPause),
            poll: settings.firstPoll
        )
        try await loop.run()
        return loop.producer
    }

    /// An existing topic is left as it is; one with another number of partitions is refused.
    private func ensureTopic() async throws {
        let admin = try KafkaAdmin(kafka)
        defer { admin.close() }
        var actual = try await admin.describe().partitions[topic.name]
        if actual == nil { actual = try await admin.createTopics([topic]).first?.actualPartitions }
        guard let actual, actual != topic.partitions else { return }
        throw TopicPlanError.otherPartitionCount(
            topic: topic.name,
            expected: Int(topic.partitions),
            actual: Int(actual)
        )
    }
}
