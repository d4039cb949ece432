import CCurl

/// What the answer has brought so far.
///
/// Used only on the thread inside `curl_easy_perform`.
final class CurlExchange {
    /// Header lines of one answer; a server that sends more is refused.
    private static let maximumHeaderBytes = 64 << 10

    let maximumBytes: Int
    private let cancelled: CancellationFlag
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    private var headerBytes = 0

    init(maximumBytes: Int, cancelled: CancellationFlag) {
        self.maximumBytes = maximumBytes
        self.cancelled = cancelled
    }

    var isCancelled: Bool { cancelled.value }

    /// False to give up.
    func takeBody(_ part: [UInt8]) -> Bool {
        guard body.count + part.count <= maximumBytes else {
            isTooLarge = true
            return false
        }
        body += part
        return true
    }

    func takeHeader(_ line: [UInt8]) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.maximumHeaderBytes else { return false }
        if line.starts(with: "HTTP/".utf8) {
            // Interim answers (1xx) come first; only the last one's headers count.
            headers = []
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            let isBlank = { (byte: UInt8) in byte <= 0x20 }
            let value = line[line.index(after: colon)...].drop(while: isBlank)
            let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
            headers.append(
                (
                    name: String(decoding: line[..<colon], as: UTF8.self),
                    value: String(decoding: value[..<end], as: UTF8.self)
                )
            )
        }
        return true
    }
}

/// libcurl's `CURLOPT_WRITEFUNCTION`: fewer bytes taken than offered ends the transfer.
func takeCurlBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    unsafe taken(bytes, size * count, context) { $0.takeBody($1) }
}

/// libcurl's `CURLOPT_HEADERFUNCTION`: one line at a time.
func takeCurlHeader(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    unsafe taken(bytes, size * count, context) { $0.takeHeader($1) }
}

/// libcurl's `CURLOPT_XFERINFOFUNCTION`, called at least once a second: anything but zero ends the transfer.
func checkCurlProgress(
    _ context: UnsafeMutableRawPointer?,
    _ expected: curl_off_t,
    _ received: curl_off_t,
    _ toSend: curl_off_t,
    _ sent: curl_off_t
) -> CInt {
    guard let context = unsafe context else { return 1 }
    return unsafe Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue().isCancelled ? 1 : 0
}

private func taken(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?,
    _ take: (CurlExchange, [UInt8]) -> Bool
) -> Int {
    guard count > 0 else { return 0 }
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let part = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    let exchange = unsafe Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
    return take(exchange, part) ? count : 0
}
