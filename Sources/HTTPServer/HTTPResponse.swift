/// What a handler answers.
package struct HTTPResponse: Sendable {
    package var status: HTTPStatus
    package var headers: HTTPHeaders
    package var body: HTTPBody

    package init(status: HTTPStatus = .ok, headers: HTTPHeaders = [:], body: HTTPBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The content of a response.
package enum HTTPBody: Sendable {
    case empty
    case bytes([UInt8])
    case text(String)
    /// Asked for the next part whenever the client has taken the last one, so memory stays at one part; nil ends it.
    /// A thrown error, or a part that takes longer than the request deadline, cuts the connection, which a client can
    /// tell from an end. The closure runs for one part at a time.
    case stream(@Sendable () async throws -> [UInt8]?)

    /// The bytes, or nil for a stream.
    package var bytes: [UInt8]? {
        switch self {
        case .empty: []
        case .bytes(let bytes): bytes
        case .text(let text): Array(text.utf8)
        case .stream: nil
        }
    }
}

extension HTTPResponse {
    /// A bare RFC 9457 problem whose texts are written in this target, never taken from a request.
    static func problem(_ status: HTTPStatus, _ detail: String, headers: HTTPHeaders = [:]) -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = "application/problem+json"
        let body =
            #"{"type":"about:blank","title":"\#(status.reason)","status":\#(status.rawValue),"detail":"\#(detail)"}"#
        return HTTPResponse(status: status, headers: headers, body: .text(body))
    }
}
