/// A request that is refused before routing, and why.
///
/// The connection is closed behind the answer, because where the next request would begin can no longer be trusted.
struct Refusal: Error, Equatable {
    let status: HTTPStatus
    let detail: String

    init(_ status: HTTPStatus, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    var response: HTTPResponse { .problem(status, detail) }
}

/// The request line and header fields, checked.
struct RequestHead: Sendable {
    let method: HTTPMethod
    let path: String
    let query: HTTPQuery
    let headers: HTTPHeaders
    /// Nil for a chunked body.
    let contentLength: Int?

    /// Takes the target as it came, without the query, and the pairs of the query as they came, but with `+` replaced.
    init(
        method: String,
        target: [UInt8],
        arguments: [(name: [UInt8], value: [UInt8])],
        version: String,
        fields: [(name: [UInt8], value: [UInt8])]
    ) throws(Refusal) {
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            throw Refusal(.versionNotSupported, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
        }
        headers = try Self.headers(fields)
        contentLength = try Self.contentLength(headers, version: version)
        let hosts = headers.values(of: "Host").count
        guard hosts == 1 || (hosts == 0 && version == "HTTP/1.0") else {
            throw Refusal(.badRequest, "A request names its host exactly once.")
        }
        guard let method = HTTPMethod(rawValue: method) else {
            throw Refusal(.notImplemented, "This method is not known here.")
        }
        self.method = method
        path = try Self.path(target, method: method)
        query = try Self.query(arguments)
    }

    private static func headers(_ fields: [(name: [UInt8], value: [UInt8])]) throws(Refusal) -> HTTPHeaders {
        var pairs: [(name: String, value: String)] = []
        pairs.reserveCapacity(fields.count)
        for field in fields {
            guard !field.name.isEmpty, field.name.allSatisfy(\.isTokenCharacter),
                let name = String(validating: field.name, as: UTF8.self)
            else { throw Refusal(.badRequest, "A header field's name holds a character that names cannot hold.") }
            guard field.value.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }),
                let value = String(validating: field.value, as: UTF8.self)
            else { throw Refusal(.badRequest, "A header field's value holds a control character or is not UTF-8.") }
            pairs.append((name, value.trimmingTrailingBlanks))
        }
        return HTTPHeaders(pairs)
    }

    /// Two readers that disagree on where a body ends are what request smuggling is made of, so anything ambiguous goes.
    private static func contentLength(_ headers: HTTPHeaders, version: String) throws(Refusal) -> Int? {
        let lengths = headers.values(of: "Content-Length")
        let encodings = headers.values(of: "Transfer-Encoding")
        if !encodings.isEmpty {
            guard lengths.isEmpty else {
                throw Refusal(.badRequest, "Content-Length and Transfer-Encoding exclude each other.")
            }
            guard version == "HTTP/1.1", encodings.count == 1, encodings[0].equalsIgnoringASCIICase("chunked") else {
                throw Refusal(.notImplemented, "The only transfer encoding known here is chunked, in HTTP/1.1.")
            }
            return nil
        }
        guard lengths.count <= 1 else { throw Refusal(.badRequest, "Content-Length is given more than once.") }
        guard let text = lengths.first else { return 0 }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
            throw Refusal(.badRequest, "Content-Length is not a number.")
        }
        guard let length = Int(text) else { throw Refusal(.contentTooLarge, "The body is too large.") }
        return length
    }

    /// Only the origin form (`/path`) and, for OPTIONS, `*`; the absolute form is for proxies, which this is not.
    private static func path(_ target: [UInt8], method: HTTPMethod) throws(Refusal) -> String {
        if method == .options, target == [UInt8(ascii: "*")] { return "*" }
        guard target.first == UInt8(ascii: "/") else {
            throw Refusal(.badRequest, "The request target does not start with a slash.")
        }
        guard target.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let path = PercentDecoding.decode(target),
            !path.utf8.contains(where: { $0 < 0x20 })
        else { throw Refusal(.badRequest, "The path holds a broken escape, a control character, or is not UTF-8.") }
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard segments.count == target.count(where: { $0 == UInt8(ascii: "/") }) + 1 else {
            throw Refusal(.badRequest, "The path holds an encoded slash.")
        }
        guard !segments.contains(where: { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }) else {
            throw Refusal(.badRequest, "The path holds a dot segment.")
        }
        return path
    }

    private static func query(_ arguments: [(name: [UInt8], value: [UInt8])]) throws(Refusal) -> HTTPQuery {
        var items: [(name: String, value: String)] = []
        for argument in arguments {
            guard let name = PercentDecoding.decode(argument.name), let value = PercentDecoding.decode(argument.value)
            else { throw Refusal(.badRequest, "The query holds a broken escape, a NUL, or is not UTF-8.") }
            items.append((name, value))
        }
        return HTTPQuery(items)
    }
}

extension UInt8 {
    /// RFC 9110 `tchar`.
    fileprivate var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        guard let last = utf8.last, last == 0x20 || last == 0x09 else { return self }
        guard let end = utf8.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return "" }
        return String(self[...end])
    }
}
