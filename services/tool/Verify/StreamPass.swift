import EventSourcing

/// One pass over the events of several stores in the order of their streams' ids, so that a read model that folds them
/// all sees what belongs to one id at once.
struct StreamPass {
    /// An event, and the place of its context in the list.
    struct Step {
        let context: Int
        let envelope: EventEnvelope
    }

    private let findings: Findings
    private let contexts: [VerifiedContext]
    private var cursors: [RowCursor] = []
    private var upcoming: [EventEnvelope?] = []

    init(of contexts: [VerifiedContext], in stores: [String: Snapshot], where condition: String, _ findings: Findings)
        async throws
    {
        self.contexts = contexts
        self.findings = findings
        for (index, context) in contexts.enumerated() {
            cursors.append(
                try await stores.of(context.name).cursor(
                    "streams",
                    """
                    SELECT \(StoredEvent.columns()) FROM \(context.storeSchema).events e WHERE \(condition)
                    ORDER BY e.stream_id, e.category, e.tenant, e.version
                    """
                )
            )
            upcoming.append(nil)
            try await read(index)
        }
    }

    /// Nil after the last event of all.
    mutating func next() async throws -> Step? {
        let candidates = upcoming.indices.compactMap { index in upcoming[index].map { (index, $0) } }
        guard let (index, envelope) = candidates.min(by: { $0.1.stream.id < $1.1.stream.id }) else { return nil }
        try await read(index)
        return Step(context: index, envelope: envelope)
    }

    private mutating func read(_ index: Int) async throws {
        while let row = try await cursors[index].next() {
            if let envelope = try StoredEvent.read(row) {
                upcoming[index] = envelope
                return
            }
            let area = contexts[index].storeArea
            findings.differ(area, "an event", expected: "the name of a tenant", found: "another text")
        }
        upcoming[index] = nil
    }
}
