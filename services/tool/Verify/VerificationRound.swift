import EventSourcing
import Foundation
import KafkaClient

/// One look at everything: stores, topics, read models, policies, vault.
///
/// What is derived is looked at before what it is derived from, each as of one instant. Contexts follow from each other
/// both ways, so every database is looked at twice: first, in all of them, what is derived (read models, marks, positions
/// and effects of policies), then the ends of the topics, then, in all of them, the store. So a system at work shows no
/// difference for being at work: whatever a read model, a mark, a policy or a record names is in its store by then.
struct VerificationRound {
    let places: VerifiedPlaces
    /// Hears how many events and records were compared so far.
    var onProgress: @Sendable (String, Int) -> Void = { _, _ in }
    private let findings = Findings()

    init(_ places: VerifiedPlaces) { self.places = places }

    /// The two looks at the databases, and what the stores turned out to be, by service.
    private struct Looks {
        let derived: Derived
        let databases: [String: Snapshot]
        let stores: [String: Snapshot]
        var shapes: [String: StoreCheck.Shape] = [:]
    }

    /// - Throws: when a part does not answer; then nothing is said about it.
    func run() async throws -> VerifyReport {
        let begin = ContinuousClock.now
        try await Snapshot.each(of: places.databases) { databases in
            let derived = try await Derived(of: places, in: databases)
            let reader = try KafkaReader(places.kafka)
            defer { reader.close() }
            var logs: [String: [TopicCheck.Log]] = [:]
            for context in places.contexts {
                let topic = places.topic(of: context.name)
                logs[context.name] = try await TopicCheck.logs(of: topic, places.kafka, reader)
            }
            try await Snapshot.each(of: places.storeDatabases) { stores in
                var looks = Looks(derived: derived, databases: databases, stores: stores)
                for context in places.contexts {
                    looks.shapes[context.name] = try await checkStore(of: context, looks)
                }
                try await checkReadModels(looks)
                for context in places.contexts {
                    try await checkPolicies(of: context, looks)
                    try await checkVault(of: context, looks)
                    try await checkTopic(of: context, looks, logs[context.name] ?? [], reader)
                }
            }
        }
        return findings.report(after: (ContinuousClock.now - begin) / .seconds(1))
    }

    /// The store by itself, then every position in it that somebody remembers.
    private func checkStore(of context: VerifiedContext, _ looks: Looks) async throws -> StoreCheck.Shape {
        let store = try looks.stores.of(context.name)
        let schema = context.storeSchema
        let check = StoreCheck(snapshot: store, schema: schema, area: context.storeArea, findings: findings)
        let shape = try await check.run()
        try await ClaimCheck(snapshot: store, context: context, findings: findings).run()
        let states = StateCheck(
            snapshot: store,
            context: context,
            tenantCondition: places.tenantCondition,
            findings: findings
        )
        try await states.run()
        let positions = PositionCheck(snapshot: store, schema: schema, shape: shape, findings: findings)
        try await positions.check(looks.derived.marks(of: context), area: "\(context.name) relay")
        for books in looks.derived.books(about: context.name) { try await positions.check(books) }
        return shape
    }

    /// One pass over the events in the order of streams feeds every read model's check.
    private func checkReadModels(_ looks: Looks) async throws {
        var checks: [ReadModelCheck] = []
        for model in places.readModels { checks.append(try await check(of: model, looks)) }
        var streams = places.contexts.map { context in
            StreamCheck(context, lanes: looks.shapes[context.name]?.lanes ?? 0, findings: findings)
        }
        var pass = try await StreamPass(
            of: places.contexts,
            in: looks.stores,
            where: places.tenantCondition,
            findings
        )
        while let step = try await pass.next() {
            let event = streams[step.context].take(step.envelope)
            let source = places.contexts[step.context].name
            for index in checks.indices { try await checks[index].take(event, step.envelope, of: source) }
            onProgress("events", 1)
        }
        for index in checks.indices { try await checks[index].finish() }
    }

    private func check(of model: VerifiedReadModel, _ looks: Looks) async throws -> ReadModelCheck {
        let books = try model.consumers.map { ($0.source, try looks.derived.books(of: $0)) }
        return try await ReadModelCheck(
            model,
            books: Dictionary(uniqueKeysWithValues: books),
            in: looks.databases.of(model.service.name),
            where: places.tenantCondition,
            findings: findings
        )
    }

    private func checkPolicies(of context: VerifiedContext, _ looks: Looks) async throws {
        var siblings: [String: ProjectionBooks] = [:]
        for policy in context.policies where policy.source == context.name {
            siblings[policy.name] = try looks.derived.books(of: context.consumer(of: policy))
        }
        for policy in context.policies {
            let source = try places.context(policy.source)
            let check = PolicyCheck(
                policy: policy,
                books: try looks.derived.books(of: context.consumer(of: policy)),
                siblings: siblings,
                causes: PolicyCheck.Place(snapshot: try looks.stores.of(source.name), schema: source.storeSchema),
                effects: PolicyCheck.Place(
                    snapshot: try looks.databases.of(context.name),
                    schema: context.storeSchema
                ),
                store: try looks.stores.of(context.name),
                tenantCondition: places.tenantCondition,
                findings: findings
            )
            try await check.run()
        }
    }

    private func checkVault(of context: VerifiedContext, _ looks: Looks) async throws {
        guard let people = context.people, let keeper = context.keyKeeper else { return }
        guard let vault = places.vault else { return findings.note("the vault was not looked at") }
        let check = VaultCheck(
            snapshot: try looks.stores.of(context.name),
            schema: context.storeSchema,
            books: try looks.derived.books(of: keeper),
            people: people,
            tenantCondition: places.tenantCondition,
            findings: findings
        )
        let store = try places.database(of: context)
        try await Snapshot.with(of: vault) { try await check.run($0, store) }
    }

    private func checkTopic(
        of context: VerifiedContext,
        _ looks: Looks,
        _ logs: [TopicCheck.Log],
        _ reader: KafkaReader
    ) async throws {
        guard let shape = looks.shapes[context.name] else { return }
        let area = context.topicArea
        let check = TopicCheck(
            topic: places.topic(of: context.name),
            area: area,
            comparison: RecordComparison(
                source: context.name,
                store: shape.identity,
                area: area,
                findings: findings
            ),
            shape: shape,
            snapshot: try looks.stores.of(context.name),
            schema: context.storeSchema,
            marks: looks.derived.marks(of: context),
            consumers: looks.derived.books(about: context.name),
            findings: findings,
            reportsProgress: { [onProgress] in onProgress("records", $0) }
        )
        try await check.run(logs, reader)
    }
}
