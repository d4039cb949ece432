package import EventSourcing
package import FoundationEssentials

extension TenantID {
    /// A tenant for tests; falls over when the name breaks the rule.
    package static func example(_ name: String = "aceh") -> TenantID {
        guard let tenant = TenantID(name) else { preconditionFailure("\(name) is not a tenant name") }
        return tenant
    }
}

extension StreamID {
    /// The stream of a new lamp.
    package static func lamp(_ id: UUID = UUID(), tenant: TenantID = .example()) -> StreamID {
        StreamID(tenant: tenant, category: LightSwitch.category, id: id)
    }
}

extension CommandContext {
    /// Somebody at a switch.
    package static func example(_ id: UUID = UUID()) -> CommandContext {
        CommandContext(commandID: CommandID(id), actor: "tester")
    }
}

extension CommandRequest<LightSwitch.Command> {
    /// A command to a lamp; its fingerprint tells commands apart.
    package static func lamp(
        _ command: LightSwitch.Command,
        id: UUID = UUID(),
        expecting: Int64? = nil,
        claims: [UniqueClaim] = [],
        releases: [UniqueClaim] = []
    ) -> CommandRequest {
        CommandRequest(
            command,
            context: .example(id),
            at: .example,
            fingerprint: [UInt8](String(describing: command).utf8),
            expecting: expecting,
            claims: claims,
            releases: releases
        )
    }
}

extension Timestamp {
    /// 2026-01-05T08:00:00Z.
    package static var example: Timestamp { Timestamp(microseconds: 1_767_600_000_000_000) }
}

extension EncodedEvent {
    /// A lamp event with a payload of `padding` more bytes.
    package static func lamp(on: Bool = true, id: UUID = UUID(), padding: Int = 0) -> EncodedEvent {
        let filler = padding > 0 ? ",\"filler\":\"\(String(repeating: "x", count: padding))\"" : ""
        return EncodedEvent(
            id: id,
            type: LampEvent.Name.switched.rawValue,
            payload: [UInt8]("{\"on\":\(on)\(filler)}".utf8),
            occurredAt: .example
        )
    }
}

extension CommandEvents {
    /// A command with `count` lamp events.
    package static func lamp(
        _ count: Int = 1,
        id: UUID = UUID(),
        fingerprint: [UInt8] = [1, 2, 3],
        claims: [UniqueClaim] = [],
        releases: [UniqueClaim] = []
    ) -> CommandEvents {
        CommandEvents(
            context: .example(id),
            fingerprint: fingerprint,
            events: (0..<count).map { .lamp(on: $0 % 2 == 0) },
            claims: claims,
            releases: releases
        )
    }
}

extension StreamAppend {
    /// Commands for a lamp; by default one command with one event.
    package static func lamp(
        _ stream: StreamID,
        _ expected: ExpectedVersion = .any,
        _ commands: [CommandEvents] = [.lamp()]
    ) -> StreamAppend {
        StreamAppend(stream: stream, expected: expected, commands: commands)
    }
}
