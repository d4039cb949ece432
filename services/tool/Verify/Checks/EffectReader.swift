import Foundation
import PostgresClient

/// What a policy appended, in the order of the ids of what caused it.
struct EffectReader {
    /// One command of a reaction, whichever events it appended.
    struct Step: Hashable {
        let command: UUID
        /// `<category>-<uuid>`.
        let stream: String
    }

    /// An event of a policy.
    struct Effect {
        /// Nil for one that names none.
        let cause: UUID?
        let step: Step
        let place: LanePlace
    }

    private var cursor: RowCursor
    private var upcoming: Effect?

    /// The condition is on the column `tenant`; a policy's name never needs escaping.
    init(of policy: String, _ place: PolicyCheck.Place, where condition: String) async throws {
        cursor = try await place.snapshot.cursor(
            "effects_\(policy.replacing("-", with: "_"))",
            """
            SELECT causation_id, command_id, category || '-' || stream_id, lane, sequence FROM \(place.schema).events
            WHERE actor = '\(policy)' AND \(condition) ORDER BY causation_id NULLS LAST
            """
        )
        try await read()
    }

    private mutating func read() async throws {
        upcoming = try await cursor.next().map { row in
            let (cause, command, stream, lane, sequence) = try row.decode((UUID?, UUID, String, Int16, Int64).self)
            return Effect(
                cause: cause,
                step: Step(command: command, stream: stream),
                place: LanePlace(lane: lane, sequence: sequence)
            )
        }
    }

    /// The next one whose cause's id is below `id`; nil takes every one.
    mutating func next(before id: UUID?) async throws -> Effect? {
        guard let effect = upcoming, id.map({ id in effect.cause.map { $0 < id } ?? false }) ?? true else { return nil }
        try await read()
        return effect
    }

    /// What followed from one event, to be asked in the order of ids.
    mutating func all(of cause: UUID) async throws -> Set<Step> {
        var steps: Set<Step> = []
        while let effect = upcoming, effect.cause == cause {
            steps.insert(effect.step)
            try await read()
        }
        return steps
    }
}
