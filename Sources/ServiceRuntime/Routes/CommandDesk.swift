package import EventSourcing
package import HTTPServer

/// Where a context's routes hand in commands.
package protocol CommandDesk: Sendable {
    /// The context, first part of the tokens that its answers carry.
    static var source: String { get }
}

extension CommandDesk {
    /// Runs a command and answers with its place in the stream; `created` is the path of what it creates.
    package func perform<D: Decider>(
        _ request: CommandRequest<D.Command>,
        by handle: CommandHandler<D>,
        on stream: StreamID,
        created location: String? = nil
    ) async throws -> HTTPResponse where D.Rejection: ProblemError {
        let result = try await handle(request, on: stream)
        return try .command(result, on: stream, source: Self.source, created: location)
    }
}
