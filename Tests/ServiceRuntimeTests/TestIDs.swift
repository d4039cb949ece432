import EventSourcing
import FoundationEssentials

/// Fixed, readable names.
enum TestIDs {
    static let one = UUID(uuid: (0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1))
    static var aceh: TenantID {
        guard let tenant = TenantID("aceh") else { preconditionFailure("aceh is a tenant's name") }
        return tenant
    }
}
