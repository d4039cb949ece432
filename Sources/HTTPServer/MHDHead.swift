import CMicroHTTPD
import Glibc

/// The three C strings of a request line, valid during the first call of the access handler.
@safe struct MHDRequestLine {
    let method: UnsafePointer<CChar>
    let url: UnsafePointer<CChar>
    let version: UnsafePointer<CChar>
}

/// Reads and checks the head of a request.
///
/// libmicrohttpd 0.9.75 parses forgivingly and hands over C strings: it takes a bare line feed for a line end, joins a
/// folded line onto the *name* before it (so `Content-Le: 3`, then ` ngth`, becomes `Content-Length: 3`), and ends a
/// value at a NUL. But the strings still lie where they were received, with the separators overwritten by NULs, so the
/// gaps between them tell what stood there. Anything but single spaces, one colon and CR LF is refused.
///
/// Not seen from here, because libmicrohttpd consumes it: bare line feeds inside the framing of a chunked body, and
/// the fields of its trailer (which are dropped). A NUL as the very last character of the target looks like an empty
/// query, and NULs at the very end of the last field look like its line end; neither changes what is understood.
enum MHDHead {
    @unsafe private struct Field {
        let name: UnsafePointer<CChar>
        let nameCount: Int
        let value: UnsafePointer<CChar>?
        let valueCount: Int

        var nameEnd: UnsafePointer<CChar> { unsafe name + nameCount }
        /// A query's name without `=` ends where its name ends.
        var end: UnsafePointer<CChar> { unsafe value.map { unsafe $0 + valueCount } ?? nameEnd }
        var nameBytes: [UInt8] { unsafe bytes(name, nameCount) }
        var valueBytes: [UInt8] { unsafe value.map { unsafe bytes($0, valueCount) } ?? [] }
    }

    static func read(
        _ connection: OpaquePointer,
        _ line: MHDRequestLine,
        maximumBytes: Int
    ) -> Result<RequestHead, Refusal> {
        let fields = unsafe values(connection, .HEADER_KIND)
        let arguments = unsafe values(connection, .GET_ARGUMENT_KIND)
        do throws(Refusal) {
            let end = unsafe fields.last?.end ?? (line.version + strlen(line.version))
            guard unsafe end - line.method <= maximumBytes else {
                throw Refusal(.headerFieldsTooLarge, "The request line and header fields are too long together.")
            }
            let isRegular = unsafe isRegularLine(line, arguments) && areRegularFields(fields, behind: line.version)
            guard isRegular || bina_mhd_keeps_layout() == 0 else {
                throw Refusal(
                    .badRequest,
                    "The head must be lines of single spaces and colons that end in CR LF, none folded."
                )
            }
            return .success(
                try unsafe RequestHead(
                    method: String(cString: line.method),
                    target: bytes(line.url, strlen(line.url)),
                    arguments: arguments.map { unsafe ($0.nameBytes, $0.valueBytes) },
                    version: String(cString: line.version),
                    fields: fields.map { unsafe ($0.nameBytes, $0.valueBytes) }
                )
            )
        } catch {
            return .failure(error)
        }
    }

    /// `METHOD SP target [? name = value & …] SP version`, each separator one byte.
    private static func isRegularLine(_ line: MHDRequestLine, _ arguments: [Field]) -> Bool {
        guard unsafe line.url == line.method + strlen(line.method) + 1 else { return false }
        var next = unsafe line.url + strlen(line.url) + 1
        for index in unsafe arguments.indices {
            let argument = unsafe arguments[index]
            guard unsafe argument.name == next else { return false }
            if let value = unsafe argument.value, unsafe value != argument.nameEnd + 1 { return false }
            unsafe next = argument.end + 1
        }
        return unsafe next == line.version || next + 1 == line.version  // a closing `?` or `&` has no argument
    }

    /// Each field is `name: blanks value CR LF`, and an empty line follows.
    ///
    /// The length was checked before, so the four bytes behind the last field are inside the connection's memory, which
    /// is twice as large.
    private static func areRegularFields(_ fields: [Field], behind version: UnsafePointer<CChar>) -> Bool {
        var end = unsafe version + strlen(version)
        for index in unsafe fields.indices {
            let field = unsafe fields[index]
            guard unsafe end[0] == 0, unsafe end[1] == 0, unsafe field.name == end + 2,
                let value = unsafe field.value, unsafe isColonAndBlanks(from: field.nameEnd, to: value)
            else { return false }
            unsafe end = field.end
        }
        return unsafe end[0] == 0 && end[1] == 0 && end[2] == 0 && end[3] == 0
    }

    private static func isColonAndBlanks(from colon: UnsafePointer<CChar>, to value: UnsafePointer<CChar>) -> Bool {
        guard unsafe value > colon, unsafe colon[0] == 0 else { return false }
        let blanks = unsafe UnsafeBufferPointer(start: colon + 1, count: value - colon - 1)
        return unsafe blanks.allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    private static func bytes(_ text: UnsafePointer<CChar>, _ count: Int) -> [UInt8] {
        unsafe UnsafeBufferPointer(start: text, count: count).map { UInt8(bitPattern: $0) }
    }

    private static func values(_ connection: OpaquePointer, _ kind: MHD_ValueKind) -> [Field] {
        var fields: [Field] = unsafe []
        unsafe withUnsafeMutablePointer(to: &fields) { list in
            _ = unsafe MHD_get_connection_values_n(
                connection,
                kind,
                { list, _, name, nameCount, value, valueCount in
                    guard let name = unsafe name else { return .YES }
                    unsafe list?.assumingMemoryBound(to: [Field].self).pointee.append(
                        Field(name: name, nameCount: nameCount, value: value, valueCount: valueCount)
                    )
                    return .YES
                },
                list
            )
        }
        return unsafe fields
    }
}
