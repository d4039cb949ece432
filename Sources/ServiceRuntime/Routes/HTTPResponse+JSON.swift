package import EventSourcing
package import HTTPServer

extension HTTPResponse {
    /// A value as canonical JSON.
    package static func json(
        _ value: some Encodable,
        status: HTTPStatus = .ok,
        headers: HTTPHeaders = [:]
    ) throws -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = "application/json"
        return HTTPResponse(status: status, headers: headers, body: .bytes(try CanonicalJSON.encode(value)))
    }

    /// The answer to a command: where it left the stream, and the token to read one's own write with.
    ///
    /// - `source`: the service whose store recorded it, the token's first part.
    /// - `location`: the path of what was created; makes the answer a 201.
    package static func command(
        _ result: CommandResult,
        on stream: StreamID,
        source: String,
        created location: String? = nil
    ) throws -> HTTPResponse {
        let token = result.receipt.map { ReadToken(source: source, receipt: $0).description }
        var headers: HTTPHeaders = ["ETag": "\"\(result.version)\"", "Cache-Control": "no-store"]
        headers["Bina-Read-Token"] = token
        headers["Location"] = location
        // A repetition gets the first answer again; this tells a caller who counts.
        if result.changedNothing { headers["Bina-Unchanged"] = "true" }
        let answer = CommandAnswer(stream: stream.name, version: result.version, token: token)
        return try .json(answer, status: location == nil ? .ok : .created, headers: headers)
    }
}

private struct CommandAnswer: Encodable {
    let stream: String
    let version: Int64
    let token: String?
}
