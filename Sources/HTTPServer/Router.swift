/// A route as documents and metrics name it.
package struct RouteDescription: Sendable, Hashable {
    package let method: HTTPMethod
    package let pattern: String
    /// Whatever the route was added with, for wrappers to decide on (a required role, a name).
    package let labels: [String]
    /// Its place in ``Router/routes``.
    package let number: Int
}

/// Finds the handler of a request and turns whatever happens into a response.
///
/// Needs no socket.
package struct Router: Sendable {
    package typealias Handler = @Sendable (HTTPRequest, PathParameters) async throws -> HTTPResponse
    /// What a wrapper calls to go on; it never throws, because errors have become responses there.
    package typealias Next = @Sendable (HTTPRequest) async -> HTTPResponse
    /// Code around every handler.
    ///
    /// The route is nil where no route answers (404, 405, OPTIONS).
    package typealias Wrapper = @Sendable (HTTPRequest, RouteDescription?, Next) async throws -> HTTPResponse

    private struct Route: Sendable {
        let description: RouteDescription
        let pattern: RoutePattern
        let handler: Handler
    }

    private enum Match {
        case route(Route, PathParameters)
        case otherMethods(Set<HTTPMethod>)
    }

    private var routesBySegmentCount: [Int: [Route]] = [:]
    private var wrappers: [Wrapper] = []

    /// Turns an error of a handler or wrapper into a response.
    ///
    /// The default answers 500 and tells nothing about it.
    package var onError: @Sendable (any Error, HTTPRequest) -> HTTPResponse = { _, _ in
        .problem(.internalServerError, "The request could not be completed.")
    }

    package init() {}

    /// Adds a route; `{name}` matches one segment that is not empty.
    ///
    /// A literal wins over a parameter. Adding the same method and shape twice is a fault.
    package mutating func add(
        _ method: HTTPMethod,
        _ pattern: String,
        labels: String...,
        handler: @escaping Handler
    ) {
        let route = Route(
            description: RouteDescription(method: method, pattern: pattern, labels: labels, number: routes.count),
            pattern: RoutePattern(pattern),
            handler: handler
        )
        var siblings = routesBySegmentCount[route.pattern.segments.count] ?? []
        let isNew = !siblings.contains {
            $0.description.method == method && $0.pattern.shape == route.pattern.shape
        }
        precondition(isNew, "two routes answer \(method.rawValue) \(pattern)")
        let place = siblings.firstIndex { route.pattern.isMoreSpecific(than: $0.pattern) } ?? siblings.endIndex
        siblings.insert(route, at: place)
        routesBySegmentCount[route.pattern.segments.count] = siblings
        routes.append(route.description)
    }

    /// Puts code around every answer, also 404 and 405.
    ///
    /// The first one added is the outermost. What it throws goes through ``onError`` before wrappers further out see
    /// it.
    package mutating func wrap(_ wrapper: @escaping Wrapper) { wrappers.append(wrapper) }

    /// Every route, in the order of adding.
    package private(set) var routes: [RouteDescription] = []

    /// Answers a request; HEAD is answered by GET's handler, and the server leaves its body out.
    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        let match = match(request)
        let description: RouteDescription? = if case .route(let route, _) = match { route.description } else { nil }
        return await respond(to: request, match, description, wrapper: 0)
    }

    private func respond(
        to request: HTTPRequest,
        _ match: Match,
        _ description: RouteDescription?,
        wrapper index: Int
    ) async -> HTTPResponse {
        do {
            if index < wrappers.count {
                return try await wrappers[index](request, description) { inner in
                    await respond(to: inner, match, description, wrapper: index + 1)
                }
            }
            switch match {
            case .route(let route, let parameters): return try await route.handler(request, parameters)
            case .otherMethods(let methods): return Self.respond(to: request.method, allowed: methods)
            }
        } catch {
            return onError(error, request)
        }
    }

    private func match(_ request: HTTPRequest) -> Match {
        if request.path == "*" { return .otherMethods(Set(routes.map(\.method))) }
        let parts = RoutePattern.split(request.path)
        var allowed: Set<HTTPMethod> = []
        var fallback: Match?
        for route in routesBySegmentCount[parts.count] ?? [] {
            guard let parameters = route.pattern.match(parts) else { continue }
            let method = route.description.method
            if method == request.method { return .route(route, parameters) }
            if method == .get, request.method == .head, fallback == nil { fallback = .route(route, parameters) }
            allowed.insert(method)
        }
        return fallback ?? .otherMethods(allowed)
    }

    private static func respond(to method: HTTPMethod, allowed: Set<HTTPMethod>) -> HTTPResponse {
        guard !allowed.isEmpty else { return .problem(.notFound, "Nothing is served under this path.") }
        var methods = allowed.union([.options])
        if methods.contains(.get) { methods.insert(.head) }
        let allow: HTTPHeaders = ["Allow": methods.map(\.rawValue).sorted().joined(separator: ", ")]
        if method == .options { return HTTPResponse(status: .noContent, headers: allow) }
        return .problem(.methodNotAllowed, "The path is served, but not with this method.", headers: allow)
    }
}
