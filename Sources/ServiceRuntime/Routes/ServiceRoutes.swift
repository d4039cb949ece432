package import Cryptography
package import EventSourcing
package import HTTPServer

/// The routes of a service: each says in one place who may use it; none can be added without saying so.
///
/// Around every route: trace context, authentication, tenant, problems, request metrics, one log line.
package struct ServiceRoutes: Sendable {
    package typealias TenantHandler = @Sendable (TenantRequest) async throws -> HTTPResponse
    package typealias ServiceHandler = @Sendable (ServiceRequest) async throws -> HTTPResponse

    private var routes = Router()
    private let authenticator: Authenticator
    private let fingerprintKey: SymmetricKey?
    private let now: @Sendable () -> Timestamp

    /// - `fingerprintKey`: keys the digests of requests that are kept with their commands. A service whose bodies hold
    ///   personal values needs one, or whoever reads the digests could try values out; all its replicas share it.
    package init(
        authenticator: Authenticator,
        log: Log,
        metrics: Metrics,
        fingerprintKey: SymmetricKey? = nil,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) {
        self.authenticator = authenticator
        self.fingerprintKey = fingerprintKey
        self.now = now
        let observer = RequestObserver(log: log, metrics: metrics)
        routes.onError = { error, request in observer.response(to: error, of: request) }
        routes.wrap { request, route, next in await observer.observe(request, route: route, next: next) }
    }

    /// What an HTTP server serves, and tests call.
    package var router: Router { routes }

    /// A route under `/…/{tenant}/…`, for people of that tenant who have one of the roles.
    package mutating func add(
        _ method: HTTPMethod,
        _ pattern: String,
        roles: Set<Role>,
        _ handle: @escaping TenantHandler
    ) {
        precondition(pattern.split(separator: "/").contains("{tenant}"), "\(pattern) names no {tenant}")
        add(method, pattern, permitting: roles) { request in
            guard let tenant = TenantID(request.parameters["tenant"] ?? ""), request.principal.tenants.contains(tenant)
            else { throw Problem.tenantNotYours }
            try permit(request.principal, roles)
            return try await handle(TenantRequest(tenant: tenant, request))
        }
    }

    package mutating func get(_ pattern: String, roles: Set<Role>, _ handle: @escaping TenantHandler) {
        add(.get, pattern, roles: roles, handle)
    }

    package mutating func post(_ pattern: String, roles: Set<Role>, _ handle: @escaping TenantHandler) {
        add(.post, pattern, roles: roles, handle)
    }

    package mutating func put(_ pattern: String, roles: Set<Role>, _ handle: @escaping TenantHandler) {
        add(.put, pattern, roles: roles, handle)
    }

    package mutating func delete(_ pattern: String, roles: Set<Role>, _ handle: @escaping TenantHandler) {
        add(.delete, pattern, roles: roles, handle)
    }

    /// A route that crosses tenants, for other services: the role alone decides, so give it a role that no person has.
    package mutating func addAcrossTenants(
        _ method: HTTPMethod,
        _ pattern: String,
        roles: Set<Role>,
        _ handle: @escaping ServiceHandler
    ) {
        add(method, pattern, permitting: roles) { request in
            try permit(request.principal, roles)
            return try await handle(request)
        }
    }

    /// A route for everybody, without a token: health, metrics, documents.
    package mutating func addPublic(
        _ method: HTTPMethod,
        _ pattern: String,
        _ handle: @escaping @Sendable (HTTPRequest, PathParameters) async throws -> HTTPResponse
    ) {
        routes.add(method, pattern, labels: "public", handler: handle)
    }

    private mutating func add(
        _ method: HTTPMethod,
        _ pattern: String,
        permitting roles: Set<Role>,
        _ handle: @escaping ServiceHandler
    ) {
        precondition(!roles.isEmpty, "\(method.rawValue) \(pattern) permits nobody; name its roles")
        let label = roles.map(\.name).sorted().joined(separator: ",")
        routes.add(method, pattern, labels: label) { [authenticator, fingerprintKey, now] request, parameters in
            let principal = try await authenticator.authenticate(request)
            return try await handle(
                ServiceRequest(
                    http: request,
                    parameters: parameters,
                    principal: principal,
                    trace: TraceContext.current ?? TraceContext(),
                    receivedAt: now(),
                    fingerprintKey: fingerprintKey
                )
            )
        }
    }
}

private func permit(_ principal: Principal, _ roles: Set<Role>) throws(Problem) {
    guard !principal.roles.isDisjoint(with: roles) else { throw .roleMissing(roles) }
}
