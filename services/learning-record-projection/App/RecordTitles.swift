import EventSourcing
import FoundationEssentials
import LearningRecordProjection

/// What the things in one record are called: batches, exams, and what hangs on them.
struct RecordTitles {
    /// By the id of a batch, of a line of the ledger, of an attempt and of an objection.
    private var titles: [UUID: String]

    init(_ record: LearningRecord) {
        titles = Dictionary(record.participations.map { ($0.batch.uuid, $0.title) }) { first, _ in first }
        for attempt in record.exams { titles[attempt.attempt.uuid] = attempt.title }
        for objection in record.objections { titles[objection.objection.uuid] = titles[objection.decision.uuid] }
        for entry in record.hours { titles[entry.entry.uuid] = entry.batch.flatMap { titles[$0.uuid] } }
    }

    /// Nil while the event that says it has not been folded, since it comes on another lane.
    subscript(_ id: UUID) -> String? { titles[id].map { "“\($0)”" } }
}
