import CivilServiceKernel
import ServiceRuntime

/// The environment of the enrolment service.
enum EnrolmentSettings {
    static let port: UInt16 = 8081
    static let lanes = Setting.integer(
        "STORE_LANES",
        "the lanes of a new event store; one that exists keeps its own",
        in: 1...1_024,
        fallback: 16
    )
    static let tenants = Setting.json("TENANTS_FILE", TenantProfiles.meaning, orElse: TenantProfiles.known)

    /// All but the port and what every service has.
    static let own: [any DeclaredSetting] = DataSettings.writing + [lanes, tenants]
}
