package import EventSourcing
package import EventStorePostgres
package import EventStreaming
import FoundationEssentials
import HTTPServer

/// What an operator may ask about a service's event store, and the one thing that may be done to it.
package struct StoreOperations: Sendable {
    let store: PostgresEventStore
    let relay: Relay
    /// Schemas of local projections and of policies, in the store's database.
    let projectionSchemas: [String]
    let policySchemas: [String]

    package init(_ store: PostgresEventStore, relay: Relay, projectionSchemas: [String], policySchemas: [String]) {
        self.store = store
        self.relay = relay
        self.projectionSchemas = projectionSchemas
        self.policySchemas = policySchemas
    }

    func add(to routes: inout ServiceRoutes) {
        let roles = OperationRoutes.roles
        routes.addAcrossTenants(.get, "/v1/operations/store", roles: roles) { request in
            try request.allowQuery()
            return try .json(try await answer(), headers: ["Cache-Control": "no-store"])
        }
        routes.addAcrossTenants(.get, "/v1/operations/restored-store", roles: roles) { request in
            try request.allowQuery("limit")
            let limit = try request.integer("limit", in: 0...10_000, fallback: 100)
            return try .json(
                RestoredStoreAnswer(try await relay.examine(listing: limit)),
                headers: ["Cache-Control": "no-store"]
            )
        }
        routes.addAcrossTenants(.post, "/v1/operations/restored-store/accept", roles: roles) { request in
            let body: AcceptRequest = try request.body()
            guard let known = UUID(uuidString: body.identity) else {
                throw Problem.invalidBody([FieldError("/identity", "uuid", "is not a UUID")])
            }
            let renewed = try await store.renew(known, projections: projectionSchemas, policies: policySchemas)
            guard let renewed else {
                throw Problem(
                    "other-store",
                    status: .conflict,
                    title: "The store has another identity",
                    detail: "It was accepted before, or it is another store. Ask for its state again."
                )
            }
            relay.storeChanged()
            return try .json(["identity": renewed.uuidString.lowercased()])
        }
    }

    private struct AcceptRequest: Decodable {
        let identity: String
    }

    private func answer() async throws -> StoreAnswer {
        let heads = try await store.feed.heads()
        let outbox = try await store.outbox()
        return StoreAnswer(
            source: store.configuration.source,
            identity: store.identity.uuidString.lowercased(),
            events: heads.values.reduce(0, +),
            heads: Dictionary(heads.map { ("\($0.key)", $0.value) }) { first, _ in first },
            outboxEvents: outbox.events,
            outboxSeconds: outbox.age / .seconds(1),
            trouble: relay.metrics().trouble,
            isRestored: relay.metrics().isStoreRestored,
            longTransactions: try await store.longRunningTransactions(olderThan: .seconds(10)).map {
                StoreAnswer.Transaction($0)
            }
        )
    }
}

/// An event store as `/v1/operations/store` tells it.
package struct StoreAnswer: Codable, Sendable {
    /// Somebody's transaction that has been open for long.
    package struct Transaction: Codable, Sendable {
        package let process: Int32?
        package let database: String
        package let user: String
        package let application: String
        package let state: String
        package let seconds: Double

        init(_ transaction: LongTransaction) {
            process = transaction.processID
            database = transaction.database
            user = transaction.user
            application = transaction.application
            state = transaction.state
            seconds = transaction.age / .seconds(1)
        }
    }

    package let source: String
    package let identity: String
    package let events: Int64
    /// Per lane, the sequence of its last event.
    package let heads: [String: Int64]
    package let outboxEvents: Int
    package let outboxSeconds: Double
    package let trouble: String?
    package let isRestored: Bool
    package let longTransactions: [Transaction]
}

/// What a restored store has forgotten, as `/v1/operations/restored-store` tells it.
package struct RestoredStoreAnswer: Codable, Sendable {
    package struct Lane: Codable, Sendable {
        package let lane: Int
        package let head: Int64
        package let firstLost: Int64
        package let lastLost: Int64
        package let events: Int
        package let firstRecordedAt: Timestamp
        package let lastRecordedAt: Timestamp
        package let reused: Int
    }

    package struct Event: Codable, Sendable {
        package let lane: Int
        package let sequence: Int64
        package let id: String
        package let type: String
        package let stream: String
        package let version: Int64
        package let recordedAt: Timestamp
    }

    package let identity: String
    package let lostEvents: Int
    package let lanes: [Lane]
    package let events: [Event]

    init(_ restored: RestoredStore) {
        identity = restored.identity.uuidString.lowercased()
        lostEvents = restored.count
        lanes = restored.lanes.map {
            Lane(
                lane: Int($0.lane.number),
                head: $0.head,
                firstLost: $0.firstLost,
                lastLost: $0.lastLost,
                events: $0.events,
                firstRecordedAt: $0.firstRecordedAt,
                lastRecordedAt: $0.lastRecordedAt,
                reused: $0.reused
            )
        }
        events = restored.events.map {
            Event(
                lane: Int($0.lane.number),
                sequence: $0.sequence,
                id: $0.id.uuidString.lowercased(),
                type: $0.type,
                stream: $0.stream.description,
                version: $0.version,
                recordedAt: $0.recordedAt
            )
        }
    }
}
