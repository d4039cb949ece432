import EventSourcing

/// An attempt as it is shown when it is opened again.
struct ShownAttempt: Sendable {
    /// An answer that stands.
    struct Answer: Sendable {
        let question: String
        let receipt: Int
        let answer: GivenAnswerBody
    }

    let answers: [Answer]
    /// How many receipts were given; nil when it is not shown.
    let lastReceipt: Int?
    let deadline: Timestamp?
}

/// Holds what a candidate was told against what the attempt shows.
///
/// Every acknowledged answer is there, none twice, and none that came after the deadline counts.
struct ReceiptCheck: Sendable {
    let entry: ReceiptJournal.Entry
    let shown: ShownAttempt

    /// One sentence for each thing that is not as promised.
    var differences: [String] { doubled + standing + late + counted }

    /// The same answer, sent again, has the same receipt; another answer has another one.
    private var doubled: [String] {
        var byAnswer: [Sent: Int] = [:]
        var byReceipt: [Int: Sent] = [:]
        var found: [String] = []
        for receipt in entry.receipts {
            let sent = Sent(session: receipt.session, number: receipt.number)
            if let before = byAnswer.updateValue(receipt.receipt, forKey: sent), before != receipt.receipt {
                found.append(
                    "answer \(sent.number) of session \(sent.session) has receipts \(before) and \(receipt.receipt)"
                )
            }
            if let before = byReceipt.updateValue(sent, forKey: receipt.receipt), before != sent {
                found.append("receipt \(receipt.receipt) was given for two answers")
            }
        }
        return found
    }

    private struct Sent: Hashable {
        let session: String
        let number: Int
    }

    /// The newest counting answer to each question is the one that stands.
    private var standing: [String] {
        var newest: [String: ReceiptJournal.Receipt] = [:]
        for receipt in entry.receipts where receipt.counts && receipt.receipt > newest[receipt.question]?.receipt ?? 0 {
            newest[receipt.question] = receipt
        }
        let there = Dictionary(grouping: shown.answers, by: \.question)
        var found = there.filter { $0.value.count > 1 }.map { "question \($0.key) has \($0.value.count) answers" }
        for question in Set(newest.keys).union(there.keys).sorted() where !entry.unsettled.contains(question) {
            if let difference = difference(question, newest[question], there[question]?.first) {
                found.append(difference)
            }
        }
        return found
    }

    private func difference(_ question: String, _ told: ReceiptJournal.Receipt?, _ shown: ShownAttempt.Answer?)
        -> String?
    {
        switch (told, shown) {
        case (nil, nil): nil
        case (nil, let shown?):
            shown.answer.isNothing ? nil : "question \(question) shows an answer that was never acknowledged"
        case (let told?, nil):
            told.answer.isNothing ? nil : "question \(question) lacks the answer with receipt \(told.receipt)"
        case (let told?, let shown?):
            told.answer == shown.answer && told.receipt == shown.receipt
                ? nil
                : "question \(question) shows receipt \(shown.receipt) \(shown.answer), not \(told.receipt) \(told.answer)"
        }
    }

    private var late: [String] {
        guard let deadline = shown.deadline else { return [] }
        return entry.receipts.compactMap { receipt in
            if receipt.counts {
                return receipt.at < deadline ? nil : "receipt \(receipt.receipt) counts after the deadline"
            }
            guard receipt.asideReason == "after-deadline", receipt.at < deadline else { return nil }
            return "receipt \(receipt.receipt) is called late, but came before the deadline"
        }
    }

    /// Receipts are numbered without a gap: more than were told would be answers that came from nowhere.
    private var counted: [String] {
        guard let last = shown.lastReceipt else { return [] }
        let told = Set(entry.receipts.map(\.receipt))
        let range = told.count...(told.count + entry.unsettled.count)
        guard !range.contains(last) || (told.max() ?? 0) > last else { return [] }
        return ["the attempt has \(last) receipts, \(told.count) were told (newest \(told.max() ?? 0))"]
    }
}
