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
        var heads: [String: [Int16: Int64]] = [:]
        var reached: [Reader: [Int16: Int64]] = [:]
        for context in places.contexts {
            let schema = context.storeSchema
            let tables = [
                "store": "(SELECT lane, max(sequence) AS sequence FROM \(schema).events GROUP BY lane) s",
                "relay": "\(schema).relay_marks",
            ]
            let found = try await positions(of: places.database(of: context), tables)
            heads[context.name] = found["store"]
            reached[Reader(name: "relay", source: context.name)] = found["relay"]
        }
        for (service, consumers) in Dictionary(grouping: places.consumers, by: \.service) {
            guard let database = places.databases[service] else { continue }
            let tables = Dictionary(uniqueKeysWithValues: consumers.map { (Reader($0), checkpoints(of: $0)) })
            reached.merge(try await positions(of: database, tables)) { $1 }
        }
        return reached.filter { $0.value != heads[$0.key.source] ?? [:] }.keys.map { "\($0.name) in \($0.source)" }
            .sorted()
    }

    /// One who goes through a source.
    private struct Reader: Hashable {
        let name: String
        let source: String

        init(name: String, source: String) { (self.name, self.source) = (name, source) }
        init(_ consumer: Consumer) { self.init(name: consumer.projection, source: consumer.source) }
    }

    private func checkpoints(of consumer: Consumer) -> String {
        """
        \(consumer.schema).checkpoints WHERE projection = '\(consumer.projection)' AND source = '\(consumer.source)'
        """
    }

    private func positions<Name>(of database: PostgresConfiguration, _ tables: [Name: String])
        async throws -> [Name: [Int16: Int64]]
    {
        let connection = try await PostgresConnection.connect(database)
        let outcome: Result<[Name: [Int16: Int64]], any Error>
        do {
            var found: [Name: [Int16: Int64]] = [:]
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
