/// What the server has seen since it started.
package struct HTTPServerCounters: Sendable, Equatable {
    /// Connections open now.
    package var openConnections = 0
    /// Connections accepted.
    package var connections = 0
    /// Requests whose header arrived whole.
    package var requests = 0
    /// Requests being handled now.
    package var handling = 0
    /// Requests refused before routing because they were malformed or too large.
    package var refused = 0
    /// Requests answered with 503 because of a limit or shutdown.
    package var overloaded = 0
    /// Requests whose handler did not answer in time.
    package var deadlinesExceeded = 0
    /// Connections cut because the client was too slow in sending or taking.
    package var slowClientsCut = 0
    /// Answers whose client was gone, or that were cut.
    package var unfinishedAnswers = 0
    /// Body bytes held in memory now.
    package var bufferedBytes = 0
}
