import CLibpq

/// The steps of an operation: which bytes go out, and what each result means.
extension PQMachine {
    /// Sends the first, or the next, part of the current operation.
    mutating func begin() {
        guard let connection = unsafe connection, let request = current?.request else { return }
        let sent: Bool
        if !forgotten.isEmpty, case .query = request, unsafe PQtransactionStatus(connection) == PQTRANS_IDLE {
            let sql = forgotten.map { "DEALLOCATE \($0)" }.joined(separator: ";")
            forgotten = []
            current?.step = .deallocating
            sent = unsafe PQsendQuery(connection, sql) == 1
        } else {
            sent = send(request)
        }
        guard sent else { return refuse() }
        flush()
    }

    private mutating func send(_ request: PQRequest) -> Bool {
        guard let connection = unsafe connection else { return false }
        switch request {
        case .query(let query): return send(query)
        case .script(let sql), .copyBegin(let sql), .copyOut(let sql, _):
            current?.step = .executing
            return unsafe PQsendQuery(connection, sql) == 1
        case .pipeline(let queries, _):
            guard let expected = sendPipeline(queries) else { return false }
            current?.step = .pipelining
            current?.expected = expected
            return true
        case .copyData(let bytes):
            current?.step = .copying
            return unsafe bytes.withUnsafeBytes { raw in
                let start = unsafe raw.baseAddress?.assumingMemoryBound(to: CChar.self)
                return unsafe PQputCopyData(connection, start, Int32(raw.count)) == 1
            }
        case .copyEnd(let failure):
            current?.step = .executing
            return unsafe PQputCopyEnd(connection, failure) == 1
        }
    }

    private mutating func send(_ query: PostgresQuery) -> Bool {
        if query.binds.isEmpty || statements.name(for: query) != nil { return sendExecution(query) }
        let name = statements.newName()
        current?.step = .preparing(name: name)
        return sendPreparation(query, name: name)
    }

    private mutating func sendExecution(_ query: PostgresQuery) -> Bool {
        guard let connection = unsafe connection else { return false }
        current?.step = .executing
        return unsafe binds.send(query, named: statements.name(for: query), on: connection)
    }

    private func sendPreparation(_ query: PostgresQuery, name: String) -> Bool {
        guard let connection = unsafe connection else { return false }
        let types = query.binds.map(\.type.oid)
        return unsafe PQsendPrepare(connection, name, query.sql, Int32(types.count), types) == 1
    }

    /// One pass over the wire for all; statements that are not prepared yet are prepared on the way.
    ///
    /// Returns what will come, the last first; nil when libpq did not take it.
    private mutating func sendPipeline(_ queries: [PostgresQuery]) -> [PQOperation.Expected]? {
        guard let connection = unsafe connection, unsafe PQenterPipelineMode(connection) == 1 else { return nil }
        var expected: [PQOperation.Expected] = []
        var named: [String: (name: String, types: [PostgresType])] = [:]
        for (index, query) in queries.enumerated() {
            var name = query.binds.isEmpty ? nil : statements.name(for: query)
            let types = query.binds.map(\.type)
            if name == nil, let known = named[query.sql], known.types == types { name = known.name }
            if name == nil, !query.binds.isEmpty {
                let fresh = statements.newName()
                guard sendPreparation(query, name: fresh) else { return nil }
                expected.append(.prepared(name: fresh, query: index))
                named[query.sql] = (fresh, types)
                name = fresh
            }
            guard unsafe binds.send(query, named: name, on: connection) else { return nil }
            expected.append(.executed(query: index))
        }
        guard unsafe PQpipelineSync(connection) == 1 else { return nil }
        return expected.reversed()
    }

    /// Not while a cancel request is on its way, which could meet the one behind.
    func mayFollow(_ operation: PQOperation) -> Bool {
        guard case .pipelining = current?.step, case .pipeline(_, true) = operation.request, case .none = cancel else {
            return false
        }
        return pending.isEmpty && !isClosing
    }

    /// Sends it behind those that are under way.
    mutating func follow(_ operation: PQOperation) {
        guard let connection = unsafe connection, case .pipeline(let queries, _) = operation.request else { return }
        var operation = operation
        operation.step = .pipelining
        guard let expected = sendPipeline(queries) else {
            following.append(operation)
            return unsafe lose(.connectionLost(.executing, connection))
        }
        operation.expected = expected
        following.append(operation)
        flush()
    }

    /// libpq did not take the request: the connection is broken or in the middle of something else.
    private mutating func refuse() {
        guard let connection = unsafe connection else { return }
        let message = unsafe String(cString: PQerrorMessage(connection))
        if unsafe PQstatus(connection) == CONNECTION_BAD { return unsafe lose(.connectionLost(.sending, connection)) }
        current?.failure = PostgresError(phase: .executing, message: message.trimmed)
        if unsafe PQpipelineStatus(connection) != PQ_PIPELINE_OFF { return lose(.closed(.executing)) }
        complete()
    }

    /// One result of the current operation.
    mutating func receive(_ result: PQResult) {
        switch result.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: accept(result)
        case PGRES_COPY_IN: enterCopy()
        case PGRES_COPY_OUT, PGRES_COPY_BOTH: leaveCopyOut()
        case PGRES_PIPELINE_SYNC: pipelineEnded()
        case PGRES_PIPELINE_ABORTED, PGRES_NONFATAL_ERROR: break
        default: note(result)
        }
    }

    private mutating func accept(_ result: PQResult) {
        guard case .pipelining = current?.step else {
            current?.results.append(result)
            return
        }
        switch current?.expected.last {
        case .executed: current?.results.append(result)
        case .prepared(let name, let index):
            guard case .pipeline(let queries, _) = current?.request else { return }
            forgotten += statements.insert(name, for: queries[index])
        case nil: break
        }
    }

    /// Keeps the first error: those after it are its consequences.
    private mutating func note(_ result: PQResult) {
        guard current?.failure == nil else { return }
        var failure = PostgresError(result: result, phase: .executing, isConnectionLost: false)
        switch current?.expected.last {
        case .executed(let index), .prepared(_, let index): failure.statementIndex = index
        case nil: break
        }
        current?.failure = failure
    }

    /// The server waits for rows: good for a COPY of ours, a mistake in a script.
    private mutating func enterCopy() {
        guard let connection = unsafe connection else { return }
        if case .copyBegin = current?.request { return complete() }
        _ = unsafe PQputCopyEnd(connection, "COPY FROM STDIN needs copyIn")
        flush()
    }

    /// The server sends rows: good for a COPY of ours, a mistake in a script.
    private mutating func leaveCopyOut() {
        if case .copyOut = current?.request {
            current?.step = .copyingOut
        } else {
            lose(PostgresError(phase: .executing, message: "COPY TO needs copyOut", isConnectionLost: true))
        }
    }

    /// Takes the rows that are here; true when the last one was among them.
    ///
    /// A full sink asks the server to stop, and takes nothing of what still comes.
    mutating func takeCopiedRows() -> Bool {
        guard let connection = unsafe connection, case .copyOut(_, let sink) = current?.request else { return true }
        while true {
            var row: UnsafeMutablePointer<CChar>?
            let count = unsafe PQgetCopyData(connection, &row, 1)
            guard count > 0, let row = unsafe row else {
                if count < 0 { current?.step = .executing }
                return count < 0
            }
            let isFull = unsafe sink.append(UnsafeRawBufferPointer(start: row, count: Int(count)))
            unsafe PQfreemem(row)
            if isFull { sendCancel(.now) }
        }
    }

    /// libpq has no more results for the statement that was sent last.
    mutating func statementEnded() {
        guard let operation = current else { return }
        switch operation.step {
        case .pipelining: _ = current?.expected.popLast()
        case .deallocating:
            current?.failure = nil
            current?.results = []
            operation.isCancelled || operation.isOverdue ? stopEarly() : begin()
        case .preparing(let name): prepared(name, operation)
        case .executing: executed(operation)
        case .waiting, .copying, .copyingOut, .held: break
        }
    }

    private mutating func prepared(_ name: String, _ operation: PQOperation) {
        guard operation.failure == nil, case .query(let query) = operation.request else { return complete() }
        forgotten += statements.insert(name, for: query)
        current?.results = []
        if operation.isCancelled || operation.isOverdue { return stopEarly() }
        guard sendExecution(query) else { return refuse() }
        flush()
    }

    private mutating func executed(_ operation: PQOperation) {
        if case .query(let query) = operation.request, mayRestart(after: operation.failure) {
            statements.remove(query)
            if restart() { return }
        }
        complete()
    }

    private mutating func pipelineEnded() {
        guard let connection = unsafe connection, let operation = current else { return }
        if following.isEmpty { _ = unsafe PQexitPipelineMode(connection) }
        if mayRestart(after: operation.failure), following.isEmpty, restart() { return }
        complete()
    }

    /// True when the server forgot a statement, or its plan no longer fits a changed table.
    private mutating func mayRestart(after failure: PostgresError?) -> Bool {
        guard let failure else { return false }
        guard failure.sqlState == "26000" || (failure.sqlState == "0A000" && failure.message.contains("cached plan"))
        else { return false }
        statements.removeAll()
        if failure.sqlState == "26000" { forgotten = [] }
        return true
    }

    /// Does the operation again, once, if nothing of it can have had an effect.
    private mutating func restart() -> Bool {
        guard let connection = unsafe connection, let operation = current, !operation.wasRestarted,
            !operation.isCancelled, !operation.isOverdue, unsafe PQtransactionStatus(connection) == PQTRANS_IDLE
        else { return false }
        current?.wasRestarted = true
        current?.failure = nil
        current?.results = []
        begin()
        return true
    }

    private mutating func stopEarly() {
        current?.failure = PostgresError(phase: .executing, sqlState: "57014", message: "cancelled between two steps")
        complete()
    }
}

extension String {
    /// Without line breaks and spaces at the end, which libpq's messages have.
    var trimmed: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
