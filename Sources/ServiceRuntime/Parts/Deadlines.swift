package import EventSourcing

/// What time makes due in a context: where its deadlines stand, and whom to ask when one is up.
///
/// The field calls this the timeouts of a process manager. Deadlines stand in a read model, so nothing is lost with a
/// process. As a read model may be behind, a deadline in it is only a reason to ask: the stream alone decides whether its
/// time is up.
package protocol Deadlines: Sendable {
    /// Whose time is up: what is asked, of whichever tenant.
    associatedtype Due: Hashable, Sendable

    /// Permanent: names the timer and is the actor of its commands.
    var name: String { get }

    /// Whose time was up at `instant`, those longest due first, at most `limit` of them.
    func due(at instant: Timestamp, limit: Int) async throws -> [Due]

    /// The first deadline after `instant`; nil when none is known.
    func next(after instant: Timestamp) async throws -> Timestamp?

    /// Asks for what is due; asking again must change nothing.
    ///
    /// - Returns: whether the read model shows by now what came of it. If not, it would be named again and in vain.
    func meet(_ due: Due, at now: Timestamp) async throws -> Bool
}

extension CommandRequest {
    /// A command that a timer gives because time has passed, and nobody else.
    package init(_ command: Command, by timer: String, at now: Timestamp) {
        let id = CommandID(.inOrder(at: now))
        self.init(command, context: CommandContext(commandID: id, actor: timer), at: now)
    }
}
