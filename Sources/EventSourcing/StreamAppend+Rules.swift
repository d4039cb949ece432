extension ExpectedVersion {
    /// Whether a stream at `version`, 0 when it does not exist, is as the writer believes.
    package func admits(_ version: Int64) -> Bool {
        switch self {
        case .noStream: version == 0
        case .exactly(let expected): version == expected
        case .streamExists: version > 0
        case .any: true
        }
    }
}

extension StreamAppend {
    /// Refuses what no store can keep: no events, a command twice, or a payload above `maximumPayload` bytes.
    ///
    /// - Throws: `.invalid`, naming the rule.
    package func requireStorable(maximumPayload: Int) throws(EventStoreError) {
        guard !commands.isEmpty else { throw .invalid("an append to \(stream) without commands") }
        var ids: Set<CommandID> = []
        for command in commands {
            guard !command.events.isEmpty else {
                throw .invalid("command \(command.context.commandID) records no event")
            }
            guard ids.insert(command.context.commandID).inserted else {
                throw .invalid("command \(command.context.commandID) stands twice in one append")
            }
            for event in command.events where event.payload.count > maximumPayload {
                throw .invalid(
                    "an event \(event.type) has \(event.payload.count) bytes; at most \(maximumPayload) are taken, so that "
                        + "it fits into a message of the bus"
                )
            }
        }
    }
}
