import EventSourcing

/// A bounded context as the verifier knows it: a store, and what lives in the same database.
///
/// Its topic, marks and streams are the same for all contexts; here is what is its own.
struct VerifiedContext: Sendable {
    /// Owns the database of store, view and policies.
    let service: ServiceEntry
    let readModels: [VerifiedReadModel]
    /// Those that append to its store, whoever's events they react to.
    let policies: [VerifiedPolicy]
    let policySchema: String
    /// Whose keys are in the vault for as long as its events say so; nil where no event does.
    let people: People?
    /// Values that one of its streams holds alone.
    var claims: [VerifiedClaim] = []
    /// States that it keeps of its streams.
    var states: [VerifiedState] = []
    /// What its streams have to keep to.
    var laws: [any StreamLaw.Type] = []
    /// The event in the context's own words; nil for a type that this build does not know.
    let read: @Sendable (EventEnvelope) throws -> ContextEvent?

    /// Events about people who have a key until they are forgotten: names of types up to their versions.
    struct People: Sendable {
        let registered: String
        let erased: String
        /// Who takes the key away.
        let keyKeeper: String
    }

    /// **The only list of contexts**: an entry here is verified, waited for and held against a load's journal.
    static let all = [enrolment, assessment]

    /// As events, topics and tokens name it.
    var name: String { service.name }
    var storeSchema: String { name }
    var storeArea: String { "\(name) store" }
    var topicArea: String { "\(name) topic" }

    func consumer(of policy: VerifiedPolicy) -> Consumer {
        consumer(policy.name, of: policy.source, area: policy.name)
    }

    var keyKeeper: Consumer? { people.map { consumer($0.keyKeeper, of: name, area: "vault") } }

    /// Everyone who keeps books in its database.
    var consumers: [Consumer] {
        readModels.flatMap(\.consumers) + policies.map(consumer) + [keyKeeper].compactMap(\.self)
    }

    private func consumer(_ projection: String, of source: String, area: String) -> Consumer {
        Consumer(projection: projection, source: source, service: name, schema: policySchema, area: area)
    }
}
