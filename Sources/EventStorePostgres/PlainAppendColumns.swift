import EventSourcing
import PostgresClient

/// The parameters of `append_plain`, column by column.
struct PlainAppendColumns {
    /// Where a command's last event, or an event, goes.
    struct Place {
        /// The lane, counted from 1.
        let slot: Int32
        /// Counts the lane's events in this call from 1.
        var place: Int32
        var version: Int64
    }

    private(set) var knownTenant = PostgresArrayBuilder(of: .text, capacity: 0)
    private(set) var knownCategory = PostgresArrayBuilder(of: .text, capacity: 0)
    private(set) var knownStream = PostgresArrayBuilder(of: .uuid, capacity: 0)
    private(set) var knownVersion = PostgresArrayBuilder(of: .int8, capacity: 0)

    private(set) var commandSlot: PostgresArrayBuilder
    private(set) var commandPlace: PostgresArrayBuilder
    private(set) var commandTenant: PostgresArrayBuilder
    private(set) var commandCategory: PostgresArrayBuilder
    private(set) var commandStream: PostgresArrayBuilder
    private(set) var commandVersion: PostgresArrayBuilder
    private(set) var command: PostgresArrayBuilder
    private(set) var fingerprint: PostgresArrayBuilder

    private(set) var slot: PostgresArrayBuilder
    private(set) var place: PostgresArrayBuilder
    private(set) var tenant: PostgresArrayBuilder
    private(set) var category: PostgresArrayBuilder
    private(set) var stream: PostgresArrayBuilder
    private(set) var version: PostgresArrayBuilder
    private(set) var event: PostgresArrayBuilder
    private(set) var type: PostgresArrayBuilder
    private(set) var payload: PostgresArrayBuilder
    private(set) var occurredAt: PostgresArrayBuilder
    private(set) var eventCommand: PostgresArrayBuilder
    private(set) var correlation: PostgresArrayBuilder
    private(set) var causation: PostgresArrayBuilder
    private(set) var actor: PostgresArrayBuilder
    private(set) var traceparent: PostgresArrayBuilder

    init() {
        /// Has room for as many without growing.
        let events = 32
        let number = PostgresArrayBuilder(of: .int4, capacity: events * 8)
        let long = PostgresArrayBuilder(of: .int8, capacity: events * 12)
        let id = PostgresArrayBuilder(of: .uuid, capacity: events * 20)
        let name = PostgresArrayBuilder(of: .text, capacity: events * 20)
        (commandSlot, commandPlace, slot, place) = (number, number, number, number)
        (commandVersion, version) = (long, long)
        (commandTenant, commandCategory, tenant, category) = (name, name, name, name)
        (commandStream, command, stream, event, eventCommand, correlation, causation) = (id, id, id, id, id, id, id)
        fingerprint = PostgresArrayBuilder(of: .bytea, capacity: events * 36)
        type = PostgresArrayBuilder(of: .text, capacity: events * 40)
        payload = PostgresArrayBuilder(of: .text, capacity: events * 400)
        occurredAt = PostgresArrayBuilder(of: .timestamptz, capacity: events * 12)
        actor = PostgresArrayBuilder(of: .text, capacity: events * 40)
        traceparent = PostgresArrayBuilder(of: .text, capacity: events * 60)
    }

    /// A stream that is said to exist.
    mutating func addKnown(_ known: StreamID, version: Int64) {
        knownTenant.append(known.tenant.name)
        knownCategory.append(known.category)
        knownStream.append(known.id)
        knownVersion.append(version)
    }

    mutating func add(_ recorded: CommandEvents, on owner: StreamID, at row: Place) {
        commandSlot.append(row.slot)
        commandPlace.append(row.place)
        commandTenant.append(owner.tenant.name)
        commandCategory.append(owner.category)
        commandStream.append(owner.id)
        commandVersion.append(row.version)
        command.append(recorded.context.commandID.uuid)
        fingerprint.append(recorded.fingerprint)
    }

    mutating func add(_ new: EncodedEvent, _ context: CommandContext, on owner: StreamID, at row: Place) {
        slot.append(row.slot)
        place.append(row.place)
        tenant.append(owner.tenant.name)
        category.append(owner.category)
        stream.append(owner.id)
        version.append(row.version)
        event.append(new.id)
        type.append(new.type)
        payload.append(new.payload)
        occurredAt.append(PostgresMicroseconds(sinceUnixEpoch: new.occurredAt.microseconds))
        eventCommand.append(context.commandID.uuid)
        correlation.append(context.correlationID)
        causation.append(context.causationID)
        actor.append(context.actor)
        traceparent.append(context.traceparent)
    }
}
