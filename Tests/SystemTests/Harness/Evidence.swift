import HTTPClient
import EventSourcing
import Foundation
import FoundationEssentials
import KafkaClient
import PostgresClient

@testable import BinaTool

/// Where one event is, the same in store, topic and read model.
struct EventPlace: Hashable, Sendable {
    let lane: Int
    let sequence: Int64
    let id: String
}

/// What a system has recorded, published and applied, read beside the services.
extension System {
    /// How many events the store holds.
    func eventCount() async throws -> Int {
        Int(try await store.query("SELECT count(*) FROM enrolment.events").decode(Int64.self).first ?? -1)
    }

    /// Every event of the store.
    func storedEvents() async throws -> [EventPlace] {
        let rows = try await store.query(
            "SELECT lane, sequence, event_id FROM enrolment.events ORDER BY lane, sequence"
        )
        return try rows.decode((Int16, Int64, UUID).self).map {
            EventPlace(lane: Int($0), sequence: $1, id: $2.uuidString.lowercased())
        }
    }

    /// Every record of the topic in order, repetitions included.
    func publishedEvents() async throws -> [EventPlace] {
        try await bus.records().map { record in
            func text(_ name: String) -> String { String(decoding: record.header(name) ?? [], as: UTF8.self) }
            return EventPlace(
                lane: Int(text("ce_lane")) ?? -1,
                sequence: Int64(text("ce_sequence")) ?? -1,
                id: text("ce_id")
            )
        }
    }

    /// Returns when the topic has everything that the store has.
    func waitUntilPublished() async throws {
        try await wait(until: "everything is on the topic") {
            Set(try await publishedEvents()) == Set(try await storedEvents())
        }
    }

    /// Returns when the read model has applied everything that enrolment's store has.
    func waitUntilApplied(within limit: Duration = .seconds(60)) async throws {
        do {
            try await wait(until: "the read model has applied everything", within: limit) {
                let places = try await lanePlaces()
                return places.stored == places.applied
            }
        } catch {
            let places = try await lanePlaces()
            print("stored \(places.stored)\npublished \(places.published)\napplied \(places.applied)")
            for service in learningRecord {
                let metrics = try await http.get("\(service.address)/metrics")
                print(
                    String(decoding: metrics.body, as: UTF8.self).split(separator: "\n").filter {
                        $0.contains("projection")
                    }
                )
            }
            throw error
        }
    }

    /// The last sequence of each of enrolment's lanes, in its store, at the relay, and in the read model.
    private func lanePlaces() async throws -> (
        stored: [Int16: Int64], published: [Int16: Int64], applied: [Int16: Int64]
    ) {
        func places(_ database: PostgresClient, _ query: PostgresQuery) async throws -> [Int16: Int64] {
            let rows = try await database.query(query).decode((Int16, Int64).self)
            return Dictionary(uniqueKeysWithValues: rows.filter { $0.1 > 0 })
        }
        return (
            try await places(store, "SELECT lane, max(sequence) FROM enrolment.events GROUP BY lane"),
            try await places(store, "SELECT lane, sequence FROM enrolment.relay_marks"),
            try await places(
                readModel,
                "SELECT lane, sequence FROM \(raw: Self.readModelSchema).checkpoints WHERE source = 'enrolment'"
            )
        )
    }

    static let readModelSchema = "learning_record"

    /// Every event that the read model keeps in somebody's timeline.
    func timelineEvents() async throws -> [String] {
        try await readModel.query("SELECT event_id FROM \(raw: Self.readModelSchema).timeline").decode(UUID.self).map {
            $0.uuidString.lowercased()
        }
    }

    /// Everything in every table of a database, as text.
    func wholeText(of database: PostgresClient) async throws -> String {
        let tables = try await database.query(
            """
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
            """
        ).decode(String.self)
        var text = ""
        for table in tables {
            let rows = try await database.query("SELECT t::text FROM \(raw: table) t").decode(String.self)
            text += rows.joined(separator: "\n")
        }
        return text
    }
}
