import CMicroHTTPD

/// Hands responses to libmicrohttpd.
enum MHDAnswer {
    static func queue(
        _ response: HTTPResponse,
        stream: MHDStream?,
        closing: Bool,
        on connection: MHDConnectionHandle,
        report: (String) -> Void
    ) -> MHD_Result {
        guard let answer = unsafe make(response, stream) else { return MHD_Result.NO }
        defer { unsafe MHD_destroy_response(answer) }
        guard unsafe add(response, to: answer, closing: closing) else {
            report("a handler's response holds a header field that cannot be sent; answered 500")
            let instead = HTTPResponse.problem(.internalServerError, "The request could not be completed.")
            return queue(instead, stream: nil, closing: true, on: connection, report: { _ in })
        }
        let status = (200...599).contains(response.status.rawValue) ? response.status.rawValue : 500
        return unsafe MHD_queue_response(connection.pointer, UInt32(status), answer)
    }

    private static func make(_ response: HTTPResponse, _ stream: MHDStream?) -> OpaquePointer? {
        if let stream { return unsafe make(stream) }
        var bytes = response.body.bytes ?? []
        return unsafe bytes.withUnsafeMutableBytes {
            unsafe MHD_create_response_from_buffer($0.count, $0.baseAddress, .RESPMEM_MUST_COPY)
        }
    }

    /// libmicrohttpd releases the stream when it frees the response.
    private static func make(_ stream: MHDStream) -> OpaquePointer? {
        let context = unsafe Unmanaged.passRetained(stream).toOpaque()
        let answer = unsafe MHD_create_response_from_callback(
            UInt64.max,
            32 << 10,
            { context, _, buffer, size in
                guard let context = unsafe context, let buffer = unsafe buffer else { return -2 }
                let stream = unsafe Unmanaged<MHDStream>.fromOpaque(context).takeUnretainedValue()
                return unsafe stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
            },
            context,
            { context in
                if let context = unsafe context { unsafe Unmanaged<MHDStream>.fromOpaque(context).release() }
            }
        )
        if unsafe answer == nil { unsafe Unmanaged<MHDStream>.fromOpaque(context).release() }
        return unsafe answer
    }

    /// libmicrohttpd sets the framing fields itself, and refuses values with a line end.
    private static func add(_ response: HTTPResponse, to answer: OpaquePointer, closing: Bool) -> Bool {
        for field in response.headers.fields where !isFraming(field.name) {
            guard unsafe MHD_add_response_header(answer, field.name, field.value) == MHD_Result.YES else {
                return false
            }
        }
        if case .text = response.body, response.headers["Content-Type"] == nil {
            _ = unsafe MHD_add_response_header(answer, "Content-Type", "text/plain; charset=utf-8")
        }
        if closing { _ = unsafe MHD_add_response_header(answer, "Connection", "close") }
        return true
    }

    private static func isFraming(_ name: String) -> Bool {
        ["Content-Length", "Transfer-Encoding", "Connection", "Date"].contains { $0.equalsIgnoringASCIICase(name) }
    }
}
