import EventSourcing
import HTTPServer

/// What happens around every request: trace, metrics, one log line, and problems in place of errors.
struct RequestObserver: Sendable {
    private let log: Log
    private let requests: InstrumentFamily<Counter>
    private let durations: InstrumentFamily<Histogram>

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
        let pattern = route?.pattern ?? "none"
        let status = String(response.status.rawValue)
        requests(method, pattern, status).increment()
        durations(method, pattern).record(took)
        let metadata: LogMetadata = [
            .method: "\(method)", .route: "\(pattern)", .status: .of(response.status.rawValue), .duration: .of(took),
        ]
        // Probes, scrapes and other services' feeds come every few seconds and say nothing while they succeed.
        if let route, !route.pattern.contains("{tenant}"), response.status.rawValue < 400 {
            log.debug("request answered", metadata)
        } else {
            log.info("request answered", metadata)
        }
    }
}
