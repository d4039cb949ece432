import Cryptography
package import EventSourcing
import FoundationEssentials
package import HTTPServer
package import ProjectionRuntime

/// A request whose sender is known and may do this.
package protocol AuthenticatedRequest: Sendable {
    var http: HTTPRequest { get }
    var parameters: PathParameters { get }
    var principal: Principal { get }
    var trace: TraceContext { get }
    /// When it arrived: the time of whatever it causes.
    var receivedAt: Timestamp { get }
}

/// A request that concerns no tenant or all of them, such as another service reading the feed.
package struct ServiceRequest: AuthenticatedRequest {
    package let http: HTTPRequest
    package let parameters: PathParameters
    package let principal: Principal
    package let trace: TraceContext
    package let receivedAt: Timestamp
    let fingerprintKey: SymmetricKey?
}

/// A request under `/…/{tenant}/…` whose sender belongs to that tenant.
package struct TenantRequest: AuthenticatedRequest {
    package let tenant: TenantID
    private let request: ServiceRequest

    init(tenant: TenantID, _ request: ServiceRequest) {
        self.tenant = tenant
        self.request = request
    }

    package var http: HTTPRequest { request.http }
    package var parameters: PathParameters { request.parameters }
    package var principal: Principal { request.principal }
    package var trace: TraceContext { request.trace }
    package var receivedAt: Timestamp { request.receivedAt }
    var fingerprintKey: SymmetricKey? { request.fingerprintKey }
}

extension AuthenticatedRequest {
    /// The body as a value.
    ///
    /// - Throws: see ``JSONRequest/decode(_:from:limits:)-swift.type.method``.
    package func body<Value: Decodable>(as type: Value.Type = Value.self) throws(Problem) -> Value {
        try JSONRequest.decode(type, from: http)
    }

    /// The id in the path segment `{name}`.
    ///
    /// - Throws: 400 naming the parameter.
    package func identifier<Entity>(_ name: String) throws(Problem) -> Identifier<Entity> {
        guard let identifier = Identifier<Entity>(parameters[name] ?? "") else {
            throw .invalidParameter(FieldError(name, "uuid", "is not a UUID"))
        }
        return identifier
    }

    /// The id in the query; nil when it is not given.
    ///
    /// - Throws: 400 naming the parameter.
    package func queryIdentifier<Entity>(_ name: String) throws(Problem) -> Identifier<Entity>? {
        guard let text = http.query[name] else { return nil }
        guard let identifier = Identifier<Entity>(text) else {
            throw .invalidParameter(FieldError(name, "uuid", "is not a UUID"))
        }
        return identifier
    }

    /// Refuses every query parameter but these, and those given twice: a misspelt filter must not look like no filter.
    ///
    /// - Throws: 400 naming the parameters.
    package func allowQuery(_ allowed: String...) throws(Problem) { try allowQuery(allowed) }

    /// The same for names in a list.
    package func allowQuery(_ allowed: [String]) throws(Problem) {
        var seen: Set<String> = []
        for name in http.query.names {
            guard allowed.contains(name) else {
                throw .invalidParameter(FieldError(name, "unknown-parameter", "is not a parameter of this request"))
            }
            guard seen.insert(name).inserted else {
                throw .invalidParameter(FieldError(name, "duplicate-parameter", "is given more than once"))
            }
        }
    }

    /// A whole number in the query.
    ///
    /// - Throws: 400 when it is not one or out of range.
    package func integer(_ name: String, in range: ClosedRange<Int>, fallback: Int) throws(Problem) -> Int {
        guard let text = http.query[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            let detail = "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
            throw .invalidParameter(FieldError(name, "range", detail))
        }
        return number
    }

    /// How new the caller wants the read model to be: one token per source, from `?at-least=` or `Bina-At-Least`,
    /// several separated by commas.
    ///
    /// - Throws: 400 for text that is no read token.
    func atLeast() throws(Problem) -> [ReadToken] {
        let places = [
            ("at-least", http.query.values(of: "at-least")),
            ("Bina-At-Least", http.headers.values(of: "Bina-At-Least")),
        ]
        var tokens: [ReadToken] = []
        for (name, values) in places {
            for text in values.flatMap({ $0.split(separator: ",") }) {
                guard let token = ReadToken(text.trimmingWhitespace) else {
                    let detail = "is not a read token of the form <source>.<lane>.<sequence>"
                    throw .invalidParameter(FieldError(name, "read-token", detail))
                }
                tokens.append(token)
            }
        }
        guard tokens.count <= 32 else {
            throw .invalidParameter(FieldError("at-least", "count", "must be at most 32 read tokens"))
        }
        return tokens
    }

    /// Waits, at most five seconds, until a read model is as new as the request asks for.
    ///
    /// - `source`: waits only for what this service recorded, when a read model does not read all that are named.
    /// - Throws: 504 when it is not in time; 400 for text that is no read token.
    package func waitUntilFresh(_ checkpoints: CheckpointWatch, of source: String? = nil) async throws {
        for token in try atLeast() where source == nil || token.source == source {
            guard try await checkpoints.waitUntil(reached: token, within: .seconds(5)) else {
                throw Problem.notYetVisible()
            }
        }
    }
}
