import EventSourcing
import PostgresClient

/// What a failed append statement means for its appends.
enum AppendTrouble {
    /// The connection broke after the statement was sent: it may have been committed.
    case outcomeUnknown(String)
    /// Nothing happened and the connection must be replaced before the next try.
    case unreachable(String)
    /// Nothing happened and the next try may well succeed.
    case passing(String)
    /// Nothing happened, and one append of the batch is to blame.
    case refused(EventStoreError)

    init(_ error: any Error) {
        guard let error = error as? PostgresError else {
            self = .outcomeUnknown("the statement was interrupted")
            return
        }
        let reason = error.description
        if error.phase == .connecting || error.phase == .sending || error.phase == .acquiring {
            self = .unreachable(reason)
        } else if error.isConnectionLost || error.sqlState == nil {
            self = .outcomeUnknown(reason)
        } else {
            self.init(server: error, reason: reason)
        }
    }

    private init(server error: PostgresError, reason: String) {
        switch error.sqlState ?? "" {
        // Read-only: a standby, or a primary that is being replaced.
        case "25006": self = .unreachable(reason)
        case "40001", "40P01", "55P03", "57014", "55006": self = .passing(reason)
        // The server has forgotten the prepared statement, or planned it anew; the next try prepares it again.
        case "26000": self = .passing(reason)
        case "0A000" where error.message.contains("cached plan"): self = .passing(reason)
        // Another process recorded the same command in another lane at the same moment.
        case "23505" where error.tableName == "commands": self = .passing(reason)
        case "23505": self = .refused(.corrupt("two lanes hold the same stream; was the number of lanes changed?"))
        case let state where state.hasPrefix("22"):
            self = .refused(.invalid("PostgreSQL cannot keep a value of it [\(state)]"))
        case let state where state.hasPrefix("54"):
            self = .refused(.invalid("it is larger than PostgreSQL can keep [\(state)]"))
        case let state where state.hasPrefix("53") || state.hasPrefix("57") || state.hasPrefix("08"):
            self = .passing(reason)
        default: self = .refused(.unavailable(reason))
        }
    }
}
