import EventSourcing
import Foundation
import PostgresClient

/// Holds what clients were told against the store: every acknowledged command is there, at its place, once.
struct JournalCheck {
    let places: VerifiedPlaces
    let journal: LoadJournal
    /// Whom the load's requests came from.
    let actors: [String]
    private let findings = Findings()

    private struct Seen {
        /// Recorded commands that acknowledgements name.
        var commands: Set<UUID> = []
        /// Who was told that a command was recorded just then.
        var keys: [UUID: String] = [:]
    }

    init(places: VerifiedPlaces, journal: LoadJournal, actors: [String]) {
        self.places = places
        self.journal = journal
        self.actors = actors
    }

    func run() async throws -> VerifyReport {
        let begin = ContinuousClock.now
        let all = Dictionary(grouping: journal.acknowledged, by: \.source)
        for context in places.contexts {
            try await Snapshot.with(of: places.database(of: context)) { snapshot in
                try await check(all[context.name] ?? [], context, snapshot)
            }
        }
        return findings.report(after: (ContinuousClock.now - begin) / .seconds(1))
    }

    private func check(_ all: [LoadJournal.Acknowledged], _ context: VerifiedContext, _ snapshot: Snapshot)
        async throws
    {
        var seen = Seen()
        for start in stride(from: 0, to: all.count, by: 1_000) {
            try await check(Array(all[start..<min(start + 1_000, all.count)]), context, snapshot, &seen)
        }
        try await checkNothingMore(than: seen.commands.count, context, snapshot)
    }

    private func check(
        _ page: [LoadJournal.Acknowledged],
        _ context: VerifiedContext,
        _ snapshot: Snapshot,
        _ seen: inout Seen
    ) async throws {
        let rows = try await snapshot.rows(
            """
            SELECT n.number, e.tenant, e.category || '-' || e.stream_id::text, e.version, e.command_id,
                coalesce(e.actor = ANY(\(actors)), false)
            FROM unnest(\(page.indices.map { Int32($0) }), \(page.map(\.lane)), \(page.map(\.sequence)))
                n (number, lane, sequence)
            LEFT JOIN \(raw: context.storeSchema).events e ON e.lane = n.lane AND e.sequence = n.sequence
            """
        )
        for row in rows {
            let (number, tenant, stream, version, command, isOurs) = try row.decode(
                (Int32, String?, String?, Int64?, UUID?, Bool).self
            )
            let promised = page[Int(number)]
            findings.count("acknowledged commands")
            let place = LanePlace(lane: promised.lane, sequence: promised.sequence)
            guard tenant == promised.tenant, stream == promised.stream, version == promised.version, let command else {
                findings.differ(
                    "journal",
                    "command \(promised.key)",
                    expected: "\(promised.tenant)/\(promised.stream) version \(promised.version) at \(place)",
                    found: "\(tenant ?? "-")/\(stream ?? "-") version \(version ?? 0)"
                )
                continue
            }
            if isOurs { seen.commands.insert(command) }
            if promised.changedNothing { continue }
            if let other = seen.keys.updateValue(promised.key, forKey: command) {
                findings.differ(
                    "journal",
                    "command \(promised.key)",
                    expected: "an event of its own at \(place)",
                    found: "the one of command \(other)"
                )
            }
        }
    }

    /// A command that was recorded twice would be one more than was acknowledged.
    private func checkNothingMore(than acknowledged: Int, _ context: VerifiedContext, _ snapshot: Snapshot)
        async throws
    {
        let recorded =
            try await snapshot.rows(
                """
                SELECT count(DISTINCT command_id) FROM \(raw: context.storeSchema).events WHERE actor = ANY(\(actors))
                """
            ).decode(Int64.self).first ?? 0
        let most = acknowledged + journal.unsettled(by: context.name)
        guard Int(recorded) < acknowledged || Int(recorded) > most else { return }
        findings.differ(
            "journal",
            "commands of the load in \(context.name)",
            expected: acknowledged == most ? "\(most)" : "\(acknowledged) to \(most)",
            found: "\(recorded)"
        )
    }
}
