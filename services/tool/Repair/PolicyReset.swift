import Foundation
import PostgresClient

/// Sets policies back that read another service's store in a generation that is no more.
///
/// They read all of it again, and note again what they were told. Ids of their commands follow from the events, so that
/// nothing is done twice.
struct PolicyReset: Sendable {
    let service: VerifiedContext
    let places: VerifiedPlaces

    /// - Returns: the names of those that were set back.
    func run() async throws -> [String] {
        var reset: [String] = []
        for policy in service.policies where policy.source != service.name {
            let source = try places.context(policy.source)
            let identity = try await identity(of: source)
            let count = try await withConnection(to: service) { connection in
                try await connection.withTransaction { connection in
                    let forgotten = try await connection.query(
                        """
                        DELETE FROM \(raw: service.policySchema).checkpoints WHERE projection = \(policy.name)
                            AND source = \(policy.source) AND store IS DISTINCT FROM \(identity) RETURNING 1
                        """
                    ).count
                    guard forgotten > 0 else { return 0 }
                    _ = try await connection.query(
                        """
                        DELETE FROM \(raw: service.policySchema).offsets WHERE projection = \(policy.name)
                            AND topic = \(places.topic(of: policy.source))
                        """
                    )
                    for table in policy.notes {
                        _ = try await connection.query("DELETE FROM \(raw: service.policySchema).\(raw: table)")
                    }
                    return forgotten
                }
            }
            if count > 0 { reset.append(policy.name) }
        }
        return reset
    }

    private func identity(of context: VerifiedContext) async throws -> UUID {
        try await withConnection(to: context) { connection in
            let rows = try await connection.query("SELECT identity FROM \(raw: context.storeSchema).store")
            guard let identity = try rows.decode(UUID.self).first else {
                throw Refusal("the store of \(context.name) does not say which it is")
            }
            return identity
        }
    }

    private func withConnection<Result>(
        to context: VerifiedContext,
        _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let connection = try await PostgresConnection.connect(places.database(of: context))
        let outcome: Swift.Result<Result, any Error>
        do { outcome = .success(try await body(connection)) } catch { outcome = .failure(error) }
        await connection.close()
        return try outcome.get()
    }
}
