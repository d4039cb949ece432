import AssessmentEvents
import EventSourcing
import Foundation
import PostgresClient

/// Holds what candidates were told about their answers against the store: every acknowledged answer is there, as it was
/// given, under its receipt, once, and nothing more.
///
/// Whether one counts that must not is for the verifier's law of attempts.
struct StoredReceiptCheck {
    let places: VerifiedPlaces
    let journal: ReceiptJournal
    private let findings = Findings()

    private static let page = 100

    /// An answer as an event has it.
    private struct Kept {
        let question: String
        let session: String
        let number: Int
        let at: Timestamp
        /// From the first on.
        let counted: Bool
        let answer: GivenAnswerBody
        /// Kept as late, and admitted when the deadline moved.
        var isAdmitted = false
    }

    init(places: VerifiedPlaces, journal: ReceiptJournal) {
        self.places = places
        self.journal = journal
    }

    func run() async throws -> VerifyReport {
        let begin = ContinuousClock.now
        let attempts = journal.attempts
        try await Snapshot.with(of: places.database(of: VerifiedContext.assessment)) { snapshot in
            for start in stride(from: 0, to: attempts.count, by: Self.page) {
                let page = attempts[start..<min(start + Self.page, attempts.count)]
                let streams = try await streams(page.compactMap { UUID(uuidString: $0) }, snapshot)
                for attempt in page { check(attempt, streams[attempt] ?? []) }
            }
        }
        return findings.report(after: (ContinuousClock.now - begin) / .seconds(1))
    }

    /// The events of attempts, by the attempt's id, in their order.
    private func streams(_ ids: [UUID], _ snapshot: Snapshot) async throws -> [String: [AttemptEvent]] {
        let rows = try await snapshot.rows(
            """
            SELECT \(raw: StoredEvent.columns()) FROM assessment.events e JOIN unnest(\(ids)) n (id) ON e.stream_id = n.id
            WHERE e.category = 'attempt' ORDER BY e.stream_id, e.version
            """
        )
        var streams: [String: [AttemptEvent]] = [:]
        for row in rows {
            guard let envelope = try StoredEvent.read(row), let event = try AttemptEvent(recorded: envelope) else {
                continue
            }
            streams[envelope.stream.id.lowercased, default: []].append(event)
        }
        return streams
    }

    private func check(_ attempt: String, _ events: [AttemptEvent]) {
        let kept = Self.kept(events)
        let entry = journal.entry(of: attempt)
        findings.count("attempts")
        for receipt in entry.receipts {
            findings.count("receipts")
            let difference = Self.difference(receipt, kept[receipt.receipt])
            if let difference { differ(attempt, "receipt \(receipt.receipt)", expected: difference) }
        }
        let told = Set(entry.receipts.map(\.receipt)).count
        if kept.count > told + entry.unsettled.count {
            differ(attempt, "answers", expected: "\(told) to \(told + entry.unsettled.count), not \(kept.count)")
        }
        let digests = events.compactMap { event -> String? in
            if case .attemptSubmitted(let fact) = event { return fact.digest }
            if case .attemptClosed(let fact) = event { return fact.digest }
            return nil
        }
        if let told = entry.digest, !digests.contains(told) {
            differ(attempt, "hash", expected: "the one that was told when it was handed in")
        }
    }

    private func differ(_ attempt: String, _ what: String, expected: String) {
        findings.differ("receipts", "\(what) of attempt \(attempt)", expected: expected, found: "another or none")
    }

    private static func kept(_ events: [AttemptEvent]) -> [Int: Kept] {
        var kept: [Int: Kept] = [:]
        for event in events {
            if case .answerSaved(let fact) = event {
                kept[fact.receipt] = Kept(
                    question: fact.question.description,
                    session: fact.session.description,
                    number: fact.clientNumber,
                    at: fact.savedAt,
                    counted: true,
                    answer: GivenAnswerBody(stored: fact.answer)
                )
            } else if case .answerKeptAside(let fact) = event {
                kept[fact.receipt] = Kept(
                    question: fact.question.description,
                    session: fact.session.description,
                    number: fact.clientNumber,
                    at: fact.arrivedAt,
                    counted: false,
                    answer: GivenAnswerBody(stored: fact.answer)
                )
            } else if case .answerAdmitted(let fact) = event {
                kept[fact.receipt]?.isAdmitted = true
            }
        }
        return kept
    }

    /// What was acknowledged and is not there; nil when all is.
    private static func difference(_ told: ReceiptJournal.Receipt, _ kept: Kept?) -> String? {
        guard let kept else { return "an answer in the store" }
        guard kept.question == told.question, kept.session == told.session, kept.number == told.number else {
            return "answer \(told.number) of session \(told.session) to question \(told.question)"
        }
        guard kept.answer == told.answer.sealed else { return "the answer that was acknowledged" }
        guard kept.at == told.at else { return "the time that was acknowledged" }
        guard told.counts ? kept.counted || kept.isAdmitted : !kept.counted else {
            return "an answer that \(told.counts ? "counts" : "does not count")"
        }
        return nil
    }
}

extension GivenAnswerBody {
    /// As the store has it: a text is sealed there, so all are alike.
    init(stored answer: GivenAnswer) {
        self.init(
            options: answer.options,
            pairs: answer.pairs.map { Pair(option: $0.option, target: $0.target) },
            number: answer.number,
            text: answer.text.map { _ in Self.seal }
        )
    }

    /// The same with its text as if it were sealed.
    var sealed: GivenAnswerBody {
        var copy = self
        copy.text = text.map { _ in Self.seal }
        return copy
    }

    private static let seal = "sealed"
}
