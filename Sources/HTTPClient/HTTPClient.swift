import Dispatch
import Synchronization

/// Asks other services by HTTP: bounded in time, size and number, and never led to another host.
///
/// Redirects are answers, not followed, so a token is only ever sent to the address it was meant for.
package final class HTTPClient: Sendable {
    private let places: Places
    private let handles = Mutex<[CurlHandle]>([])

    /// - `maximumRequests`: requests at one time; further ones wait their turn within their deadline.
    package init(maximumRequests: Int = 4) { places = Places(maximumRequests) }

    /// Fetches `url`.
    ///
    /// - `deadline`: for everything, waiting for a turn and the connection included.
    /// - `maximumBytes`: of the answer's body; a longer one is refused.
    package func get(
        _ url: String,
        headers: [(name: String, value: String)] = [],
        bearer token: String? = nil,
        deadline: Duration = .seconds(30),
        maximumBytes: Int = 16 << 20
    ) async throws(HTTPClientError) -> HTTPClientResponse {
        let request = HTTPClientRequest(url: url, headers: headers, bearer: token, maximumBytes: maximumBytes)
        return try await send(request, deadline: deadline)
    }

    /// Sends a request with any method and body.
    package func send(_ request: HTTPClientRequest, deadline: Duration) async throws(HTTPClientError)
        -> HTTPClientResponse
    {
        let end = ContinuousClock.now + deadline
        try request.check()
        guard await places.take(until: end) else { throw Task.isCancelled ? .cancelled : .timedOut }
        let cancelled = CancellationFlag()
        defer { places.giveBack() }
        guard let handle = handles.withLock({ $0.popLast() }) ?? CurlHandle() else {
            throw .failed("libcurl could not be started")
        }
        let result: Result<HTTPClientResponse, HTTPClientError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                handle.queue.async {
                    let remaining = end - ContinuousClock.now
                    continuation.resume(
                        returning: remaining > .zero
                            ? handle.perform(request, within: remaining, cancelled: cancelled) : .failure(.timedOut)
                    )
                }
            }
        } onCancel: {
            cancelled.set()
        }
        // Keeps the handle, and with it its open connection, for the next request.
        handles.withLock { $0.append(handle) }
        return try result.get()
    }
}

/// A request to another service.
package struct HTTPClientRequest: Sendable {
    package var method: String
    /// Absolute, `http` or `https`.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// Sent as `Authorization: Bearer …`.
    package var bearer: String?
    package var maximumBytes: Int

    package init(
        method: String = "GET",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        bearer: String? = nil,
        maximumBytes: Int = 16 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.bearer = bearer
        self.maximumBytes = maximumBytes
    }

    /// A line end in a header would smuggle in another one.
    func check() throws(HTTPClientError) {
        let texts = headers.flatMap { [$0.name, $0.value] } + [method, url, bearer ?? ""]
        guard texts.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }) else {
            throw .failed("a header, the method or the address holds a control character")
        }
    }
}

/// What another service answered, whatever its status.
package struct HTTPClientResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    /// The first value of that name, without regard to case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no answer.
///
/// Never names the token.
package enum HTTPClientError: Error, Sendable, Equatable, CustomStringConvertible {
    case timedOut
    case cancelled
    case tooLarge(maximumBytes: Int)
    case failed(String)

    package var description: String {
        switch self {
        case .timedOut: "no answer within the deadline"
        case .cancelled: "the request was cancelled"
        case .tooLarge(let bytes): "the answer is longer than \(bytes) bytes"
        case .failed(let reason): reason
        }
    }
}

/// Set by the task that gave up, read by the thread that waits.
final class CancellationFlag: Sendable {
    private let isSet = Atomic(false)

    func set() { isSet.store(true, ordering: .relaxed) }
    var value: Bool { isSet.load(ordering: .relaxed) }
}
