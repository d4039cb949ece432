import EventSourcing
import PostgresClient

/// Whose fault it is that a batch could not be applied.
enum ApplyFault: Equatable {
    /// One of its events: search for it and park its stream. The text is for the operator.
    case event(String)
    /// The database is away, busy or full, or the task ends: the same batch can succeed later.
    case passing(String)
    /// Tables or rights are missing: no event is at fault, and no later one would fare better.
    case surroundings(String)

    init(_ error: any Error) {
        if let error = error as? ApplyError {
            self = .event(error.reason)
        } else if let error = error.postgresError {
            self = Self.database(error)
        } else if error is CancellationError {
            self = .passing("the task was cancelled")
        } else if let error = error as? RetryLater {
            self = .passing(error.description)
        } else if case .unavailable(let reason)? = error as? EventStoreError {
            self = .passing(reason)
        } else if error is DecodingError {
            self = .event("its body does not have the shape that its type promises")
        } else if error is any CustomStringConvertible {
            self = .event(String("\(error)".prefix(300)))
        } else {
            self = .event(String(describing: type(of: error)))
        }
    }

    private static func database(_ error: PostgresError) -> ApplyFault {
        let text = error.description
        if error.isConnectionLost || error.isRetriable || error.isQueryCancelled { return .passing(text) }
        guard let state = error.sqlState else { return .event(text) }
        if ["53", "57", "58", "XX"].contains(String(state.prefix(2))) { return .passing(text) }
        if missingObjectStates.contains(state) { return .surroundings(text) }
        return .event(text)
    }

    /// Undefined table, column, function, schema, object; insufficient privilege; read-only transaction.
    private static let missingObjectStates: Set<String> = [
        "42P01", "42703", "42883", "3F000", "42704", "42501", "25006",
    ]
}
