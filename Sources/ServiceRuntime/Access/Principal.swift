package import EventSourcing

/// What somebody may do; services name their own as static members.
package struct Role: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let name: String

    package init(_ name: String) { self.name = name }
    /// A role of the business's closed list.
    package init(_ role: some RawRepresentable<String>) { name = role.rawValue }
    package init(stringLiteral value: String) { name = value }

    package var description: String { name }
}

/// Who asks, as the token's issuer says.
package struct Principal: Sendable, Hashable {
    /// Pseudonymous: recorded with events as their actor.
    package let subject: String
    package let tenants: Set<TenantID>
    package let roles: Set<Role>

    package init(subject: String, tenants: Set<TenantID>, roles: Set<Role>) {
        self.subject = subject
        self.tenants = tenants
        self.roles = roles
    }
}

/// The claims of a token that decide on access: `sub`, `tenant` as one text or several, `roles`.
struct AccessClaims: Decodable {
    let principal: Principal

    private enum CodingKeys: String, CodingKey {
        case sub, tenant, roles
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let subject = try container.decode(String.self, forKey: .sub)
        guard (1...255).contains(subject.utf8.count), subject.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw DecodingError.dataCorruptedError(forKey: .sub, in: container, debugDescription: "is not a subject")
        }
        principal = Principal(
            subject: subject,
            // A name that breaks the rule can be nobody's tenant here.
            tenants: Set(try Self.texts(container, .tenant).compactMap(TenantID.init(_:))),
            roles: Set(try Self.texts(container, .roles).map { Role($0) })
        )
    }

    private static func texts(_ container: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys) throws -> [String] {
        guard container.contains(key) else { return [] }
        if let one = try? container.decode(String.self, forKey: key) { return [one] }
        return try container.decode([String].self, forKey: key)
    }
}

extension Set where Element == Role {
    /// Roles of the business's closed list: `.of(CivilServiceRole.auditor, .operator)`.
    package static func of<Listed: RawRepresentable<String>>(_ roles: Listed...) -> Set<Role> {
        Set(roles.map { Role($0) })
    }
}
