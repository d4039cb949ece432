/// A whole request: the body has arrived, the framing was checked, the path is decoded.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// Decoded, starts with `/`, or is `*` for OPTIONS; over the wire it never holds control characters, `.` or `..` segments or encoded slashes.
    package var path: String
    package var query: HTTPQuery
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// The numeric address of the other end of the connection, without its port; a proxy's when there is one.
    package var peerAddress: String
    /// After this instant nobody waits for the answer.
    package var deadline: ContinuousClock.Instant

    package init(
        method: HTTPMethod = .get,
        path: String,
        query: HTTPQuery = [:],
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        peerAddress: String = "127.0.0.1",
        deadline: ContinuousClock.Instant = .now + .seconds(30)
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peerAddress = peerAddress
        self.deadline = deadline
    }
}
