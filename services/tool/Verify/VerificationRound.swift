import EnrolmentEvents
import EventSourcing
import Foundation
import KafkaClient
import PostgresClient

/// One look at everything: store, topic, read models, policies, vault.
///
/// What is derived is looked at before what it is derived from, each as of one instant: read models and marks, then the
/// ends of the topic, then the store. So a system at work shows no difference for being at work: whatever a read model, a
/// mark or a record names is in the store by then.
struct VerificationRound {
    let places: VerifiedPlaces
    /// Hears how many events and records were compared so far.
    var onProgress: @Sendable (String, Int) -> Void = { _, _ in }
    private let findings = Findings()

    init(_ places: VerifiedPlaces) { self.places = places }

    private var storeArea: String { "\(places.source) store" }

    /// - Throws: when a part does not answer; then nothing is said about it.
    func run() async throws -> VerifyReport {
        let begin = ContinuousClock.now
        let marks = try await relayMarks()
        try await Snapshot.with(of: places.learningRecord) { records in
            let learningRecord = try await books(
                "learning-record.v1",
                places.learningRecordSchema,
                "learning-record",
                in: records
            )
            let reader = try KafkaReader(places.kafka)
            defer { reader.close() }
            let logs = try await TopicCheck.logs(of: places.topic, places.kafka, reader)
            try await Snapshot.with(of: places.store) { store in
                let shape = try await checkStore(store, marks, learningRecord)
                try await checkReadModels(store, shape, records, learningRecord)
                let positions = positions(store, shape)
                try await checkPolicies(store, positions)
                try await checkErasures(store, positions)
                try await checkTopic(store, shape, marks, learningRecord, logs, reader)
            }
        }
        return findings.report(after: (ContinuousClock.now - begin) / .seconds(1))
    }

    private func relayMarks() async throws -> [Int16: RelayMark] {
        let connection = try await PostgresConnection.connect(places.store)
        let marks: Result<[Int16: RelayMark], any Error>
        do {
            marks = .success(try await RelayMark.all(in: connection, schema: places.storeSchema))
        } catch {
            marks = .failure(error)
        }
        await connection.close()
        return try marks.get()
    }

    private func books(_ projection: String, _ schema: String, _ area: String, in snapshot: Snapshot)
        async throws -> ProjectionBooks
    {
        try await ProjectionBooks(
            of: projection,
            schema: schema,
            area: area,
            source: places.source,
            topic: places.topic,
            in: snapshot
        )
    }

    private func positions(_ store: Snapshot, _ shape: StoreCheck.Shape) -> PositionCheck {
        PositionCheck(snapshot: store, schema: places.storeSchema, shape: shape, findings: findings)
    }

    private func checkStore(_ store: Snapshot, _ marks: [Int16: RelayMark], _ learningRecord: ProjectionBooks)
        async throws -> StoreCheck.Shape
    {
        let check = StoreCheck(snapshot: store, schema: places.storeSchema, area: storeArea, findings: findings)
        let shape = try await check.run()
        let positions = positions(store, shape)
        try await positions.check(marks, area: "\(places.source) relay")
        try await positions.check(learningRecord)
        return shape
    }

    /// One pass over the events in the order of streams feeds every read model's check.
    private func checkReadModels(
        _ store: Snapshot,
        _ shape: StoreCheck.Shape,
        _ records: Snapshot,
        _ learningRecord: ProjectionBooks
    ) async throws {
        let view = try await books("enrolment-view.v1", places.viewSchema, "enrolment-view", in: store)
        try await positions(store, shape).check(view)
        let condition = places.tenantCondition
        var recordCheck = try await ReadModelCheck<LearningRecordFold>(
            "learning-record",
            books: learningRecord,
            in: records,
            where: condition,
            findings: findings
        )
        var viewCheck = try await ReadModelCheck<EnrolmentViewFold>(
            "enrolment-view",
            books: view,
            in: store,
            where: condition,
            findings: findings
        )
        var streams = StreamCheck(area: storeArea, lanes: shape.lanes, findings: findings)
        var cursor = try await store.cursor(
            "streams",
            """
            SELECT \(StoredEvent.columns()) FROM \(places.storeSchema).events e WHERE \(condition)
            ORDER BY e.stream_id, e.category, e.tenant, e.version
            """
        )
        while let row = try await cursor.next() {
            guard let envelope = try StoredEvent.read(row) else {
                findings.differ(storeArea, "an event", expected: "the name of a tenant", found: "another text")
                continue
            }
            let event = streams.take(envelope)
            try await recordCheck.take(event, envelope)
            try await viewCheck.take(event, envelope)
            onProgress("events", 1)
        }
        try await recordCheck.finish()
        try await viewCheck.finish()
    }

    private func checkPolicies(_ store: Snapshot, _ positions: PositionCheck) async throws {
        let causes = [
            "when-participant-result-is-known": [
                BatchEvent.Name.participantCompleted.rawValue, BatchEvent.Name.participantDidNotComplete.rawValue,
            ],
            "when-civil-servant-leaves": [CivilServantEvent.Name.civilServantLeft.rawValue],
        ]
        for (policy, types) in causes.sorted(by: { $0.key < $1.key }) {
            let books = try await books(policy, places.policySchema, policy, in: store)
            try await positions.check(books)
            let check = PolicyCheck(
                snapshot: store,
                schema: places.storeSchema,
                books: books,
                causes: types,
                certain: [BatchEvent.Name.participantCompleted.rawValue],
                tenantCondition: places.tenantCondition,
                findings: findings
            )
            try await check.run()
        }
    }

    private func checkErasures(_ store: Snapshot, _ positions: PositionCheck) async throws {
        let books = try await books("erased-keys.v1", places.policySchema, "vault", in: store)
        try await positions.check(books)
        guard let vault = places.vault else { return findings.note("the vault was not looked at") }
        let check = ErasureCheck(
            snapshot: store,
            schema: places.storeSchema,
            books: books,
            tenantCondition: places.tenantCondition,
            findings: findings
        )
        try await Snapshot.with(of: vault) { try await check.run($0) }
    }

    private func checkTopic(
        _ store: Snapshot,
        _ shape: StoreCheck.Shape,
        _ marks: [Int16: RelayMark],
        _ learningRecord: ProjectionBooks,
        _ logs: [TopicCheck.Log],
        _ reader: KafkaReader
    ) async throws {
        let area = "\(places.source) topic"
        let check = TopicCheck(
            topic: places.topic,
            area: area,
            comparison: RecordComparison(
                source: places.source,
                store: shape.identity,
                area: area,
                findings: findings
            ),
            shape: shape,
            snapshot: store,
            schema: places.storeSchema,
            marks: marks,
            consumers: [learningRecord],
            findings: findings,
            reportsProgress: { [onProgress] in onProgress("records", $0) }
        )
        try await check.run(logs, reader)
    }
}
