import CMicroHTTPD

/// The three C strings of a request line, valid during the first call of the access handler.
@safe struct MHDRequestLine {
    let method: UnsafePointer<CChar>
    let url: UnsafePointer<CChar>
    let version: UnsafePointer<CChar>
}

/// Reads and checks the head of a request.
enum MHDHead {
    @unsafe private struct Field {
        let name: UnsafeRawBufferPointer
        let value: UnsafeRawBufferPointer
    }

    static func read(_ connection: OpaquePointer, _ line: MHDRequestLine) -> Result<RequestHead, Refusal> {
        let fields = unsafe values(connection, MHD_ValueKind.HEADER_KIND)
        let arguments = unsafe values(connection, MHD_ValueKind.GET_ARGUMENT_KIND)
        do throws(Refusal) {
            return .success(
                try unsafe RequestHead(
                    method: String(cString: line.method),
                    target: bytes(line.url),
                    arguments: arguments.map { unsafe (Array($0.name), Array($0.value)) },
                    version: String(cString: line.version),
                    fields: fields.map { unsafe (Array($0.name), Array($0.value)) }
                )
            )
        } catch {
            return .failure(error)
        }
    }

    private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
        var bytes: [UInt8] = []
        var next = unsafe text
        while unsafe next.pointee != 0 {
            bytes.append(UInt8(bitPattern: unsafe next.pointee))
            unsafe next += 1
        }
        return bytes
    }

    private static func values(_ connection: OpaquePointer, _ kind: MHD_ValueKind) -> [Field] {
        var fields: [Field] = unsafe []
        unsafe withUnsafeMutablePointer(to: &fields) { list in
            _ = unsafe MHD_get_connection_values_n(
                connection,
                kind,
                { list, _, name, nameSize, value, valueSize in
                    unsafe list?.assumingMemoryBound(to: [Field].self).pointee.append(
                        Field(
                            name: UnsafeRawBufferPointer(start: name, count: nameSize),
                            value: UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize)
                        )
                    )
                    return MHD_Result.YES
                },
                list
            )
        }
        return unsafe fields
    }
}
