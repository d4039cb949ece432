import EventStorePostgres
import Foundation
import PostgresClient
import PostgresClientTesting
import ServiceRuntime
import Testing

@testable import BinaTool

struct DatabaseTests {
    @Test func `a service's own role sees strangers' transactions, in its database and in another one`() async throws {
        try await withPrivatePostgres { server in
            let folder = FileManager.default.temporaryDirectory.appending(path: "bina-roles-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let secrets = Secrets(folder: folder)
            // Running it again changes nothing.
            for _ in 0..<2 { try await Databases.prepare(server.connectionString(), secrets: secrets) }
            let own = ServiceEntry.enrolment.database
            let password = try secrets.password(of: own)
            let url = Databases.url(own, password: password, host: "127.0.0.1", port: server.port)
            let client = PostgresClient(PostgresConfiguration(url))
            let store = try await PostgresEventStore.open(
                client,
                EventStoreConfiguration(schema: "enrolment", source: "enrolment")
            )
            for database in [own, "postgres"] {
                try await expectNamed(by: store, openedIn: server.connectionString(database: database), database)
            }
            await store.close()
            await client.close()
        }
    }

    /// Holds the store's watch against what an alert and an operator need: process, database, application, age.
    private func expectNamed(by store: PostgresEventStore, openedIn address: String, _ database: String) async throws {
        var configuration = PostgresConfiguration(address)
        configuration.applicationName = "report"
        let stranger = try await PostgresConnection.connect(configuration)
        try await stranger.executeScript("BEGIN; SELECT pg_current_xact_id()")
        let lines = Lines()
        let log = Log(service: "enrolment", sink: { lines.add($0) })
        let patient = StoreWatch(store, longest: .seconds(3_600), log: log)
        await patient.look()
        #expect(!PrometheusText.render(patient.collector()()).contains("pid="), "it is young")
        let longest = Duration.milliseconds(200)
        let watch = StoreWatch(store, longest: longest, log: log)
        try await Task.sleep(for: longest)
        await watch.look()
        await log.flush()

        let text = PrometheusText.render(watch.collector()())
        let place = #"pid="\#(stranger.backendProcessID)",database="\#(database)""#
        let labels = #"{\#(place),application="report",state="idle in transaction"}"#
        let sample = "bina_postgres_long_transaction_seconds\(labels) "
        let line = text.split(separator: "\n").first { $0.hasPrefix(sample) }
        let age = try #require(line?.split(separator: " ").last.flatMap { Double($0) }, "\(text)")
        #expect(age >= 0.2 && age < 3_600)
        #expect(text.contains("bina_postgres_long_transactions 1\n"))
        let told = lines.all.joined()
        #expect(told.contains(#""process":"\#(stranger.backendProcessID)""#))
        #expect(told.contains(#""database":"\#(database)""#))
        await stranger.close()
    }
}
