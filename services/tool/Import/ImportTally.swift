/// What an import has sent so far, and how it was answered.
struct ImportTally: Sendable, Equatable {
    /// Requests of this run by what they do.
    private(set) var sent: [String: Int] = [:]
    /// Requests that recorded something new.
    private(set) var changed = 0
    /// Requests that found their work done, those of an earlier run included.
    private(set) var unchanged = 0
    private(set) var refused = 0
    /// Left out because what they build on was refused.
    private(set) var leftOut = 0
    private(set) var refusedKeys: Set<String> = []
    /// The newest place of every lane that something was recorded in, as `source.lane` → sequence.
    private var places: [String: Int64] = [:]

    enum Outcome: Equatable, Sendable {
        case known, unchanged, changed, refused, leftOut
    }

    mutating func count(_ outcome: Outcome, of call: ImportCall, token: String? = nil) {
        switch outcome {
        case .known: unchanged += 1
        case .unchanged:
            unchanged += 1
            sent[call.kind, default: 0] += 1
        case .changed:
            changed += 1
            sent[call.kind, default: 0] += 1
        case .refused:
            refused += 1
            sent[call.kind, default: 0] += 1
            refusedKeys.insert(call.request.key)
        case .leftOut:
            leftOut += 1
            refusedKeys.insert(call.request.key)
        }
        if let token { see(token) }
    }

    /// Rows of the files that could not even be sent.
    mutating func refuse(rows: Int) { refused += rows }

    private mutating func see(_ token: String) {
        guard let dot = token.lastIndex(of: "."), let sequence = Int64(token[token.index(after: dot)...]) else {
            return
        }
        let lane = String(token[..<dot])
        places[lane] = max(places[lane] ?? 0, sequence)
    }

    /// Read tokens that together mean: everything that this run has recorded.
    var tokens: [String] { places.map { "\($0.key).\($0.value)" }.sorted() }
}
