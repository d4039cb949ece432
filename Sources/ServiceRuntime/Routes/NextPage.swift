import HTTPServer

extension AuthenticatedRequest {
    /// A `Link` header value that leads to the next page (RFC 8288): this request's path and query, with `after`
    /// replaced.
    ///
    /// Opaque to clients, who follow it as it stands.
    package func nextPage(after cursor: String) -> String {
        let kept = http.query.items.filter { $0.name != "after" }.map { ($0.name, $0.value) }
        let query = (kept + [("after", cursor)]).map { "\(percentEncoded($0))=\(percentEncoded($1))" }
        let path = http.path.split(separator: "/", omittingEmptySubsequences: false).map { percentEncoded(String($0)) }
        return "<\(path.joined(separator: "/"))?\(query.joined(separator: "&"))>; rel=\"next\""
    }
}

/// Everything but RFC 3986's unreserved characters as `%XX`.
func percentEncoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
        default:
            bytes.append(UInt8(ascii: "%"))
            bytes += "\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
