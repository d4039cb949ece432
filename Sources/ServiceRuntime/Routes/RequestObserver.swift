import EventSourcing
import HTTPServer
import Synchronization

/// What happens around every request: trace, metrics, one log line, and problems in place of errors.
final class RequestObserver: Sendable {
    private let log: Log
    private let requests: InstrumentFamily<Counter>
    private let durations: InstrumentFamily<Histogram>
    private let known = Mutex<[Int: RequestInstruments]>([:])

    init(log: Log, metrics: Metrics) {
        self.log = log
        requests = metrics.counter(
            "bina_http_requests_total",
            "Requests answered.",
            labels: "method",
            "route",
            "status"
        )
        durations = metrics.histogram(
            "bina_http_request_duration_seconds",
            "From the whole request to the handler's answer.",
            labels: "method",
            "route"
        )
    }

    func observe(_ request: HTTPRequest, route: RouteDescription?, next: Router.Next) async -> HTTPResponse {
        let received = request.headers["traceparent"].flatMap(TraceContext.init(traceparent:))
        let trace = received?.child() ?? TraceContext()
        return await TraceContext.$current.withValue(trace) {
            let start = ContinuousClock.now
            var response = await next(request)
            if route == nil { response = described(response, trace: trace) }
            response.headers["traceparent"] = trace.traceparent
            report(request, route: route, response, took: ContinuousClock.now - start)
            return response
        }
    }

    /// The one place where an error of a handler ends.
    func response(to error: any Error, of request: HTTPRequest) -> HTTPResponse {
        let traceID = TraceContext.current?.traceID
        guard let known = error as? any ProblemError else {
            if error is CancellationError { return Problem.unavailable().response(traceID: traceID) }
            log.error("request failed unexpectedly", [.method: "\(request.method.rawValue)", .error: .of(error)])
            return Problem.internalError.response(traceID: traceID)
        }
        var problem = known.problem
        if problem.status.rawValue == 500 {
            log.error("request failed", [.method: "\(request.method.rawValue)", .error: .of(error)])
        }
        if problem.slug == "version-conflict", request.headers["If-Match"] ?? "*" != "*" {
            problem = problem.asFailedPrecondition
        }
        return problem.response(traceID: traceID)
    }

    /// The router's own refusals, with a type, a trace id and a way on.
    private func described(_ response: HTTPResponse, trace: TraceContext) -> HTTPResponse {
        switch response.status {
        case .notFound: Problem.pathNotServed.response(traceID: trace.traceID)
        case .methodNotAllowed:
            Problem.methodNotAllowed(allow: response.headers["Allow"]).response(traceID: trace.traceID)
        default: response
        }
    }

    private func report(_ request: HTTPRequest, route: RouteDescription?, _ response: HTTPResponse, took: Duration) {
        let method = request.method.rawValue
        let status = response.status.rawValue
        let known = instruments(of: method, route, status: status)
        known.requests.increment()
        known.durations.record(took)
        let pattern = route?.pattern ?? "none"
        let metadata: LogMetadata = [
            .method: .text(method), .route: .text(pattern), .status: .of(status), .duration: .of(took),
        ]
        if known.isQuiet {
            log.debug("request answered", metadata)
        } else {
            log.info("request answered", metadata)
        }
    }

    /// Kept by numbers: finding them by their labels cost more than all the rest of reporting.
    private func instruments(of method: String, _ route: RouteDescription?, status: Int) -> RequestInstruments {
        guard let route else { return instruments(method, "none", status, isQuiet: false) }
        let key = route.number << 10 | status
        if let known = known.withLock({ $0[key] }) { return known }
        // Probes, scrapes and other services' feeds come every few seconds and say nothing while they succeed.
        let isQuiet = !route.pattern.contains("{tenant}") && status < 400
        let new = instruments(method, route.pattern, status, isQuiet: isQuiet)
        // HEAD is answered by the route of GET, and counted under its own name.
        if method == route.method.rawValue { known.withLock { $0[key] = new } }
        return new
    }

    private func instruments(_ method: String, _ pattern: String, _ status: Int, isQuiet: Bool) -> RequestInstruments {
        RequestInstruments(
            requests: requests(method, pattern, String(status)),
            durations: durations(method, pattern),
            isQuiet: isQuiet
        )
    }
}

/// What answers of one route with one status are counted by.
private struct RequestInstruments: Sendable {
    let requests: Counter
    let durations: Histogram
    let isQuiet: Bool
}
