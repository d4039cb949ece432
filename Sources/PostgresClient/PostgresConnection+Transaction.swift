/// How much a transaction sees of others that run at the same time.
package enum PostgresIsolation: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

extension PostgresConnection {
    /// Does the body in one transaction: commits when it returns, rolls back and throws its error when it throws.
    ///
    /// - Throws: the body's error; ``PostgresTransactionError`` when BEGIN, ROLLBACK or COMMIT failed.
    @discardableResult
    package func withTransaction<R>(
        isolation: PostgresIsolation = .readCommitted,
        readOnly: Bool = false,
        _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        try await begin(isolation, readOnly: readOnly)
        let value: R
        do {
            value = try await body(self)
        } catch {
            try await rollBack(after: error)
            throw error
        }
        try await commit()
        return value
    }

    private func begin(_ isolation: PostgresIsolation, readOnly: Bool) async throws {
        let sql = "BEGIN ISOLATION LEVEL \(isolation.rawValue)\(readOnly ? " READ ONLY" : "")"
        do {
            _ = try await session.perform(.script(sql), within: .seconds(30))
        } catch let error as PostgresError {
            throw PostgresTransactionError.begin(error)
        }
    }

    private func rollBack(after body: any Error) async throws {
        do {
            _ = try await finish("ROLLBACK")
        } catch {
            guard session.isUsable else { return }
            session.requestClose()
            throw PostgresTransactionError.rollback(error, body: body)
        }
    }

    /// The server answers COMMIT of a failed transaction with ROLLBACK and no error.
    private func commit() async throws {
        do {
            guard try await finish("COMMIT") != "ROLLBACK" else {
                throw PostgresError(
                    phase: .executing,
                    sqlState: "25P02",
                    message: "the transaction was rolled back: an earlier error in it was ignored by its body"
                )
            }
        } catch {
            throw PostgresTransactionError.commit(error)
        }
    }
}
