import EventSourcing
import Synchronization

/// What candidates were told about their answers: the client's side of the promise that no acknowledged answer is lost.
final class ReceiptJournal: Sendable {
    /// An answer that the service has acknowledged.
    struct Receipt: Sendable, Hashable {
        let question: String
        let session: String
        /// The session's own count.
        let number: Int
        /// The attempt's count.
        let receipt: Int
        /// When it arrived, by the server's clock.
        let at: Timestamp
        /// False for one that was kept aside.
        let counts: Bool
        let asideReason: String?
        let answer: GivenAnswerBody
    }

    /// Everything about one attempt.
    struct Entry: Sendable, Equatable {
        /// In the order in which they were told; one that was sent twice is there twice.
        var receipts: [Receipt] = []
        /// Questions of answers that nobody acknowledged: they may be there or not.
        var unsettled: [String] = []
        /// What the candidate was told when handing in.
        var digest: String?
        var isHandedIn = false
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var refused: [String: Int] = [:]
        var repeated = 0
    }

    private let state = Mutex(State())

    func acknowledge(_ receipt: Receipt, of attempt: String) {
        state.withLock { $0.entries[attempt, default: Entry()].receipts.append(receipt) }
    }

    /// Nobody answered until the end.
    func giveUp(_ question: String, of attempt: String) {
        state.withLock { $0.entries[attempt, default: Entry()].unsettled.append(question) }
    }

    func handIn(_ attempt: String, digest: String?) {
        state.withLock { state in
            state.entries[attempt, default: Entry()].isHandedIn = true
            state.entries[attempt, default: Entry()].digest = digest
        }
    }

    /// A lasting refusal, with the problem's name; nothing was changed.
    func refuse(_ problem: String) { state.withLock { $0.refused[problem, default: 0] += 1 } }

    /// The same request was sent again, as nobody answered the one before.
    func repeatRequest() { state.withLock { $0.repeated += 1 } }

    func entry(of attempt: String) -> Entry { state.withLock { $0.entries[attempt] ?? Entry() } }
    var attempts: [String] { state.withLock { $0.entries.keys.sorted() } }
    var refused: [String: Int] { state.withLock { $0.refused } }
    var repeated: Int { state.withLock { $0.repeated } }
    /// Acknowledged answers, each counted once however often it was acknowledged.
    var acknowledged: Int {
        state.withLock { $0.entries.values.reduce(0) { $0 + Set($1.receipts.map(\.receipt)).count } }
    }
    var unsettled: Int { state.withLock { $0.entries.values.reduce(0) { $0 + $1.unsettled.count } } }
    var handedIn: Int { state.withLock { $0.entries.values.count { $0.isHandedIn } } }

    /// Answers that were kept aside, by reason.
    var aside: [String: Int] {
        state.withLock { state in
            state.entries.values.reduce(into: [:]) { sum, entry in
                for receipt in Set(entry.receipts) where !receipt.counts {
                    sum[receipt.asideReason ?? "no reason", default: 0] += 1
                }
            }
        }
    }
}
