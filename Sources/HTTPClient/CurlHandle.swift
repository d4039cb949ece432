import CCurl
import Dispatch

/// One libcurl easy handle.
///
/// Its user gives it to one thread at a time.
///
/// `@unchecked Sendable` holds because `HTTPClient` takes a handle out of its locked list before using it and puts it
/// back after, so no two threads ever have the same one.
@safe
final class CurlHandle: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer
    /// Where its user blocks.
    ///
    /// Serial, since Dispatch gives a serial queue a thread at once, and a concurrent one no more threads than processors
    /// until somebody has blocked for a second.
    let queue = DispatchQueue(label: "http-client")

    /// libcurl wants this once, before any other thread uses it.
    private static let isReady = bina_curl_global_init() == CURLE_OK

    init?() {
        guard Self.isReady, let handle = unsafe curl_easy_init() else { return nil }
        unsafe self.handle = unsafe handle
    }

    deinit { unsafe curl_easy_cleanup(handle) }

    func perform(
        _ request: HTTPClientRequest,
        within limit: Duration,
        cancelled: CancellationFlag
    ) -> Result<HTTPClientResponse, HTTPClientError> {
        let exchange = CurlExchange(maximumBytes: request.maximumBytes, cancelled: cancelled)
        unsafe curl_easy_reset(handle)
        let lines = unsafe headerLines(of: request)
        defer { unsafe curl_slist_free_all(lines) }
        guard configure(request, within: limit), unsafe setHeaders(lines) else {
            return .failure(.failed("the address or a header cannot be used"))
        }
        let code = withExtendedLifetime(exchange) {
            unsafe bina_curl_set_callbacks(
                handle,
                Unmanaged.passUnretained(exchange).toOpaque(),
                takeCurlBody,
                takeCurlHeader,
                checkCurlProgress
            )
            return unsafe curl_easy_perform(handle)
        }
        return result(of: exchange, code)
    }

    private func configure(_ request: HTTPClientRequest, within limit: Duration) -> Bool {
        let (seconds, attoseconds) = limit.components
        let milliseconds = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
        var codes = [
            unsafe bina_curl_set_text(handle, CURLOPT_URL, request.url),
            unsafe bina_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
            unsafe bina_curl_set_text(handle, CURLOPT_USERAGENT, "bina"),
            unsafe bina_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            unsafe bina_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0),
            unsafe bina_curl_set_long(handle, CURLOPT_TIMEOUT_MS, max(1, milliseconds)),
        ]
        if let body = request.body {
            codes.append(unsafe bina_curl_set_body(handle, body, curl_off_t(body.count)))
        }
        if request.method == "HEAD" { codes.append(unsafe bina_curl_set_long(handle, CURLOPT_NOBODY, 1)) }
        if request.method != "GET" || request.body != nil {
            codes.append(unsafe bina_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method))
        }
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    private func headerLines(of request: HTTPClientRequest) -> UnsafeMutablePointer<curl_slist>? {
        var headers = request.headers
        if let token = request.bearer { headers.append(("Authorization", "Bearer \(token)")) }
        // libcurl would ask "Expect: 100-continue" for larger bodies and wait a second for servers that do not answer.
        var lines = unsafe curl_slist_append(nil, "Expect:")
        for (name, value) in headers { unsafe lines = unsafe curl_slist_append(lines, "\(name): \(value)") }
        return unsafe lines
    }

    private func setHeaders(_ lines: UnsafeMutablePointer<curl_slist>?) -> Bool {
        unsafe bina_curl_set_pointer(handle, CURLOPT_HTTPHEADER, lines) == CURLE_OK
    }

    private func result(of exchange: CurlExchange, _ code: CURLcode) -> Result<HTTPClientResponse, HTTPClientError> {
        switch code {
        case CURLE_OK:
            let status = unsafe bina_curl_status(handle)
            return .success(HTTPClientResponse(status: status, headers: exchange.headers, body: exchange.body))
        case CURLE_OPERATION_TIMEDOUT: return .failure(.timedOut)
        case CURLE_ABORTED_BY_CALLBACK: return .failure(.cancelled)
        case CURLE_WRITE_ERROR where exchange.isTooLarge:
            return .failure(.tooLarge(maximumBytes: exchange.maximumBytes))
        default: return .failure(.failed(unsafe String(cString: curl_easy_strerror(code)).lowercased()))
        }
    }
}
