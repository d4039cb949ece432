import PostgresClient

/// Waiting until nothing is under way any more: relay, read models and policies are where the store ends.
struct Quiet: Sendable {
    let places: VerifiedPlaces

    /// - Throws: `NotInTime` that says what was behind.
    func reached(within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        var behind = "nobody was asked"
        var quiet = 0
        while quiet < 3 {
            guard ContinuousClock.now < deadline else {
                throw NotInTime(what: "everything is applied (\(behind))", limit: limit)
            }
            do {
                let late = try await whoIsBehind()
                quiet = late.isEmpty ? quiet + 1 : 0
                behind = late.joined(separator: ", ")
            } catch {
                behind = "\(error)"
                quiet = 0
            }
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    private func whoIsBehind() async throws -> [String] {
        let records = try await positions(
            of: places.learningRecord,
            ["learning-record": "\(places.learningRecordSchema).checkpoints WHERE projection = 'learning-record.v1'"]
        )
        let own = try await positions(
            of: places.store,
            [
                "store": "(SELECT lane, max(sequence) AS sequence FROM \(places.storeSchema).events GROUP BY lane) s",
                "relay": "\(places.storeSchema).relay_marks",
                "enrolment-view": "\(places.viewSchema).checkpoints WHERE projection = 'enrolment-view.v1'",
                "erased-keys": "\(places.policySchema).checkpoints WHERE projection = 'erased-keys.v1'",
                "results": "\(places.policySchema).checkpoints WHERE projection = 'when-participant-result-is-known'",
                "leaving": "\(places.policySchema).checkpoints WHERE projection = 'when-civil-servant-leaves'",
            ]
        )
        let heads = own["store"] ?? [:]
        return records.merging(own) { $1 }.filter { $0.value != heads }.keys.sorted()
    }

    private func positions(of database: PostgresConfiguration, _ tables: [String: String])
        async throws -> [String: [Int16: Int64]]
    {
        let connection = try await PostgresConnection.connect(database)
        let outcome: Result<[String: [Int16: Int64]], any Error>
        do {
            var found: [String: [Int16: Int64]] = [:]
            for (name, table) in tables {
                let rows = try await connection.query("SELECT lane, sequence FROM \(raw: table)")
                let positions = try rows.decode((Int16, Int64).self).filter { $0.1 > 0 }
                found[name] = Dictionary(uniqueKeysWithValues: positions)
            }
            outcome = .success(found)
        } catch {
            outcome = .failure(error)
        }
        await connection.close()
        return try outcome.get()
    }
}
