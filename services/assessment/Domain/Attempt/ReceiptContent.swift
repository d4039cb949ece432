import AssessmentEvents
import EventSourcing

/// What the receipt at the end stands for: paper and counting answers, in one fixed text.
///
/// Anyone who has the events can write it again and compare the digest.
package struct ReceiptContent: Sendable, Equatable {
    /// Questions with an answer that counts and was not taken back.
    package let answered: Int
    package let text: String

    package var bytes: [UInt8] { Array(text.utf8) }

    /// - Throws: `notStarted`.
    package init(_ attempt: Attempt) throws(AttemptRejection) {
        let (start, _) = try AttemptDecider.started(attempt)
        var lines = ["bina-exam-receipt:1", "exam \(start.exam)", "candidate \(start.civilServant) \(start.number)"]
        lines.append("started \(start.startedAt) \(start.seed)")
        var answered = 0
        for item in start.paper {
            let head = "question \(item.question) \(item.revision)"
            guard let kept = attempt.answers[item.question], !kept.answer.isEmpty else {
                lines.append("\(head) -")
                continue
            }
            answered += 1
            lines.append("\(head) \(kept.receipt) \(kept.arrivedAt) \(Self.text(of: kept.answer))")
        }
        self.answered = answered
        text = lines.joined(separator: "\n") + "\n"
    }

    /// Ids have only letters, digits and hyphens, so the separators cannot be confused.
    private static func text(of answer: GivenAnswer) -> String {
        let pairs = answer.pairs.map { "\($0.option)=\($0.target)" }
        let parts = [
            answer.options.joined(separator: ","), pairs.joined(separator: ","), answer.number ?? "",
            answer.text?.text ?? "",
        ]
        return parts.joined(separator: ";")
    }
}
