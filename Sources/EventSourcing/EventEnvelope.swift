package import FoundationEssentials

/// A recorded event with everything that is known about it apart from its meaning.
package struct EventEnvelope: Sendable, Equatable {
    package let stream: StreamID
    /// Position in its stream: 1, 2, 3 … without gaps.
    package let version: Int64
    package let lane: Lane
    /// Position in its lane: 1, 2, 3 … without gaps, in commit order.
    package let sequence: Int64
    package let id: UUID
    /// The wire name with its version: `enrolment.batch-scheduled.v1`.
    package let type: String
    /// When it became true in the world.
    package let occurredAt: Timestamp
    /// When the store recorded it.
    package let recordedAt: Timestamp
    /// Who caused it and through what.
    package let context: CommandContext
    /// JSON, as stored; personal fields in it are sealed.
    package let payload: [UInt8]

    package init(
        stream: StreamID,
        version: Int64,
        lane: Lane,
        sequence: Int64,
        id: UUID,
        type: String,
        occurredAt: Timestamp,
        recordedAt: Timestamp,
        context: CommandContext,
        payload: [UInt8]
    ) {
        self.stream = stream
        self.version = version
        self.lane = lane
        self.sequence = sequence
        self.id = id
        self.type = type
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.context = context
        self.payload = payload
    }

    package var tenant: TenantID { stream.tenant }
}

/// An event on its way into the store, before it has a position.
package struct EncodedEvent: Sendable, Equatable {
    package let id: UUID
    package let type: String
    package let payload: [UInt8]
    package let occurredAt: Timestamp

    package init(id: UUID, type: String, payload: [UInt8], occurredAt: Timestamp) {
        self.id = id
        self.type = type
        self.payload = payload
        self.occurredAt = occurredAt
    }
}
