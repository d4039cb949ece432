/// Where the server listens and how much it accepts.
///
/// Memory is bounded by `maximumConnections × 2 × maximumHeaderBytes + maximumBufferedBytes`, plus what handlers use.
package struct HTTPServerConfiguration: Sendable {
    /// A numeric IPv4 or IPv6 address.
    package var address = "127.0.0.1"
    /// 0 takes any free port, see ``HTTPServer/port``.
    package var port: UInt16 = 0
    /// Network threads; handlers run in Swift's own pool, not here.
    package var threads = 2
    /// Longest body of one request, in bytes; a longer one is answered with 413.
    package var maximumBodyBytes = 1 << 20
    /// Bodies of all requests at one time, in bytes; beyond it 503.
    package var maximumBufferedBytes = 64 << 20
    /// Request line and header fields of one request, in bytes; longer ones are answered with 431 or 414.
    package var maximumHeaderBytes = 16 << 10
    /// Connections at one time; beyond it they are closed at once.
    package var maximumConnections = 1024
    /// Connections of one client address at one time; 0 sets no limit, right behind a proxy.
    package var perAddressConnections = 0
    /// A connection on which nothing moves for so long is closed; in whole seconds.
    package var idleTimeout: Duration = .seconds(30)
    /// From the first byte that may come to the last byte of a request; so long a slow sender can hold a connection.
    package var receiveDeadline: Duration = .seconds(60)
    /// From the whole request to the handler's answer; then 504, and the late answer is dropped.
    package var requestDeadline: Duration = .seconds(30)
    /// From the answer to its last byte; a stream has no such limit, only ``idleTimeout``.
    package var sendDeadline: Duration = .seconds(60)
    /// Requests being handled at one time; beyond it 503 with Retry-After.
    package var maximumConcurrentRequests = 512

    package init() {}
}
