import FoundationEssentials

/// The form in which the catch-up feed hands out envelopes. Stored nowhere, but read by other versions of ourselves: add
/// optional members, do not rename.
extension EventEnvelope: Codable {
    private enum CodingKeys: String, CodingKey {
        case stream, version, lane, sequence, id, type, occurredAt, recordedAt
        case commandID = "command"
        case correlationID = "correlation"
        case causationID = "causation"
        case actor, traceparent, payload
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let stream = StreamID(try container.decode(String.self, forKey: .stream)) else {
            throw DecodingError.dataCorruptedError(forKey: .stream, in: container, debugDescription: "is not a stream")
        }
        let causation = try container.decodeIfPresent(Identifier<EventEnvelope>.self, forKey: .causationID)
        self.init(
            stream: stream,
            version: try container.decode(Int64.self, forKey: .version),
            lane: Lane(try container.decode(Int16.self, forKey: .lane)),
            sequence: try container.decode(Int64.self, forKey: .sequence),
            id: try container.decode(Identifier<EventEnvelope>.self, forKey: .id).uuid,
            type: try container.decode(String.self, forKey: .type),
            occurredAt: try container.decode(Timestamp.self, forKey: .occurredAt),
            recordedAt: try container.decode(Timestamp.self, forKey: .recordedAt),
            context: CommandContext(
                commandID: try container.decode(CommandID.self, forKey: .commandID),
                correlationID: try container.decode(Identifier<EventEnvelope>.self, forKey: .correlationID).uuid,
                causationID: causation?.uuid,
                actor: try container.decode(String.self, forKey: .actor),
                traceparent: try container.decodeIfPresent(String.self, forKey: .traceparent)
            ),
            payload: [UInt8](try container.decode(String.self, forKey: .payload).utf8)
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(stream.description, forKey: .stream)
        try container.encode(version, forKey: .version)
        try container.encode(lane.number, forKey: .lane)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(id.lowercased, forKey: .id)
        try container.encode(type, forKey: .type)
        try container.encode(occurredAt, forKey: .occurredAt)
        try container.encode(recordedAt, forKey: .recordedAt)
        try container.encode(context.commandID, forKey: .commandID)
        try container.encode(context.correlationID.lowercased, forKey: .correlationID)
        try container.encodeIfPresent(context.causationID?.lowercased, forKey: .causationID)
        try container.encode(context.actor, forKey: .actor)
        try container.encodeIfPresent(context.traceparent, forKey: .traceparent)
        try container.encode(String(decoding: payload, as: UTF8.self), forKey: .payload)
    }
}
