package import EventSourcing
package import PostgresClient

extension PostgresEventStore {
    /// Appends inside the caller's transaction, as a policy does that must move its cursor and record its events at
    /// once.
    ///
    /// The stream's lane is locked until that transaction ends, so keep it short and append last. Call `announce(_:)`
    /// after the commit. Appends to several streams in one transaction belong into one call, so that their lanes are
    /// locked in order.
    ///
    /// - Returns: one outcome per append; those that are not `appended` recorded nothing, and the transaction goes on.
    /// - Throws: `EventStoreError.invalid`; `PostgresError`, after which the transaction can only be rolled back.
    package func append(_ appends: [StreamAppend], in transaction: PostgresConnection) async throws -> [AppendOutcome] {
        for append in appends { try append.requireStorable(maximumPayload: configuration.maximumEventBytes) }
        var keys = AppendKeys()
        for append in appends where !keys.insert(append) {
            throw EventStoreError.invalid("two appends of one transaction share a stream, a command or a unique value")
        }
        let lanes = appends.map { lane(of: $0.stream) }
        let statement = AppendStatement(appends: appends, lanes: lanes, schema: configuration.schema)
        let answers = try statement.answers(try await transaction.query(statement.query()))
        let refusals = AppendRefusals(reader: reader, connection: transaction)
        var outcomes: [AppendOutcome] = []
        for (index, answer) in answers.enumerated() {
            if case .appended(let version, let sequence) = answer {
                let receipts = AppendStatement.receipts(
                    of: appends[index],
                    lane: lanes[index],
                    version: version,
                    sequence: sequence
                )
                outcomes.append(.appended(receipts))
            } else if let outcome = try await refusals.outcome(of: appends[index], answer, isUncertain: false) {
                outcomes.append(outcome)
            } else {
                throw EventStoreError.unavailable("what an append depends on changed meanwhile; try again")
            }
        }
        return outcomes
    }
}
