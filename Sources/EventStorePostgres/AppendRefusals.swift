import EventSourcing
import PostgresClient

/// Finds out for an append that was not taken what to tell the caller.
struct AppendRefusals {
    let reader: StoreReader
    let connection: PostgresConnection

    /// Nil when the reason is gone meanwhile, so that the append has to be tried again.
    ///
    /// When the append is uncertain, an earlier try may have been committed unseen; if it was, the append has succeeded.
    ///
    /// Without an answer the append was decided in another history: what it believes may never have happened.
    func outcome(of append: StreamAppend, _ answer: AppendStatement.Answer?, isUncertain: Bool) async throws
        -> AppendOutcome?
    {
        switch answer {
        case .appended: nil
        case .conflict(let actual): .conflict(actual: actual)
        case .repeated: try await repetition(of: append, isUncertain: isUncertain)
        case .claimed: try await foreignClaim(of: append)
        case nil: try await foreignHistory(of: append, isUncertain: isUncertain)
        }
    }

    private func foreignHistory(of append: StreamAppend, isUncertain: Bool) async throws -> AppendOutcome {
        if let outcome = try await repetition(of: append, isUncertain: isUncertain) { return outcome }
        let version = try await connection.query(reader.version(of: append.stream)).first?.decode(Int64.self)
        return .conflict(actual: version ?? 0)
    }

    private func repetition(of append: StreamAppend, isUncertain: Bool) async throws -> AppendOutcome? {
        let ids = append.commands.map { (tenant: append.stream.tenant, id: $0.context.commandID) }
        let found = try reader.foundCommands(try await connection.query(reader.commands(ids)))
        let recorded = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        if isUncertain {
            // Event ids are new in every attempt, so the last one proves that this very attempt was recorded.
            let own = append.commands.compactMap { command in
                recorded[command.context.commandID].flatMap { $0.lastEvent == command.events.last?.id ? $0 : nil }
            }
            if own.count == append.commands.count { return .appended(own.map(\.command.receipt)) }
        }
        for (index, command) in append.commands.enumerated() {
            if let earlier = recorded[command.context.commandID] {
                return .alreadyRecorded(index: index, earlier.command)
            }
        }
        return nil
    }

    private func foreignClaim(of append: StreamAppend) async throws -> AppendOutcome? {
        let claims = append.commands.flatMap(\.claims).map { (tenant: append.stream.tenant, claim: $0) }
        let holders = try reader.holders(try await connection.query(reader.claims(claims)))
        return holders.first { $0.holder != append.stream }.map { .claimed($0.claim, by: $0.holder) }
    }
}
