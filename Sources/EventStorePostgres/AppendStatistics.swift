/// What the appends of one process came to since it started; for metrics.
package struct AppendStatistics: Sendable, Equatable {
    /// Statements that were committed.
    package internal(set) var batches = 0
    /// Appends in them, the refused ones included.
    package internal(set) var appends = 0
    /// Events that were recorded.
    package internal(set) var events = 0
    /// The most appends that one statement carried.
    package internal(set) var largestBatch = 0
    /// Batches of which every append was tried again alone, as one of them made the statement fail.
    package internal(set) var splitBatches = 0
    /// Times that a connection broke while a commit was under way, so that the store had to look what came of it.
    package internal(set) var uncertainCommits = 0
    /// Appends that wait at this moment.
    package internal(set) var waiting = 0

    /// Appends that shared one commit, on average.
    package var meanBatch: Double { batches == 0 ? 0 : Double(appends) / Double(batches) }
}
