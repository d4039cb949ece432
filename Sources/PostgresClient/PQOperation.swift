import CLibpq

/// What a caller asks of a connection.
enum PQRequest: Sendable {
    /// One statement, prepared first when it has binds.
    case query(PostgresQuery)
    /// Several statements by the simple protocol.
    case script(String)
    /// Statements sent together; they are one transaction unless one is open already.
    ///
    /// One that may follow is sent at once, also behind another that is under way.
    case pipeline([PostgresQuery], mayFollow: Bool)
    case copyBegin(String)
    case copyData([UInt8])
    /// Ends a COPY; with a reason, the server discards what it got.
    case copyEnd(failure: String?)
    /// Rows that the server sends, into the sink.
    case copyOut(String, PQCopySink)
}

/// A request on its way, and who waits for it.
struct PQOperation: Sendable {
    /// What the next results belong to.
    enum Step: Sendable {
        case waiting
        case deallocating
        case preparing(name: String)
        case executing
        case pipelining
        case copying
        case copyingOut
        /// The server answered, but a cancel request is still on its way to it.
        case held
    }

    /// A result that the pipeline will bring, in order.
    enum Expected: Sendable {
        case prepared(name: String, query: Int)
        case executed(query: Int)
    }

    let id: UInt64
    let request: PQRequest
    let deadline: MonotonicTime
    let continuation: CheckedContinuation<[PQResult], any Error>
    var step = Step.waiting
    var expected: [Expected] = []
    var results: [PQResult] = []
    var failure: PostgresError?
    var isCancelled = false
    var isOverdue = false
    var wasRestarted = false
}

/// A task that waits for a notification.
struct PQListener: Sendable {
    let id: UInt64
    let deadline: MonotonicTime
    let continuation: CheckedContinuation<PostgresNotification?, any Error>
}

/// What the state machine wants done once its lock is released.
enum PQAction: Sendable {
    case resume(CheckedContinuation<[PQResult], any Error>, Result<[PQResult], any Error>)
    case notify(CheckedContinuation<PostgresNotification?, any Error>, Result<PostgresNotification?, any Error>)
    case cancel(PQCancelTicket)
}
