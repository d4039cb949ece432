package import FoundationEssentials

/// The next events of one lane, as a store's catch-up feed hands them out.
///
/// Its JSON is the feed's public form; envelopes carry the payload as a string, so its bytes survive the way.
package struct LanePage: Sendable, Equatable, Codable {
    /// Identity of the store that answered; another one means another history.
    package let store: UUID
    /// How many lanes the store has.
    package let lanes: Int
    package let lane: Lane
    /// Sequence of the lane's last event when the page was read; 0 when it has none.
    package let head: Int64
    /// In order and without gaps.
    package let events: [EventEnvelope]

    package init(store: UUID, lanes: Int, lane: Lane, head: Int64, events: [EventEnvelope]) {
        self.store = store
        self.lanes = lanes
        self.lane = lane
        self.head = head
        self.events = events
    }

    /// The page as the feed serves it.
    package func json() throws -> [UInt8] { try CanonicalJSON.encode(self) }

    /// Reads what `json()` wrote.
    ///
    /// - Throws: `DecodingError` for any other form.
    package init(json: [UInt8]) throws { self = try CanonicalJSON.decode(LanePage.self, from: json) }

    private enum CodingKeys: String, CodingKey { case store, lanes, lane, head, events }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        store = try container.decode(Identifier<LanePage>.self, forKey: .store).uuid
        lanes = try container.decode(Int.self, forKey: .lanes)
        lane = Lane(try container.decode(Int16.self, forKey: .lane))
        head = try container.decode(Int64.self, forKey: .head)
        events = try container.decode([EventEnvelope].self, forKey: .events)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(store.lowercased, forKey: .store)
        try container.encode(lanes, forKey: .lanes)
        try container.encode(lane.number, forKey: .lane)
        try container.encode(head, forKey: .head)
        try container.encode(events, forKey: .events)
    }
}
