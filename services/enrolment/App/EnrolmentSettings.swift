import CivilServiceKernel
import FoundationEssentials
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
    static let tenants = Setting<TenantProfiles>(
        "TENANTS_FILE",
        "the file with the tenants' zones, holidays and rate cards; empty for the built-in ones",
        allowed: "the path of a JSON file of tenant profiles",
        fallback: ""
    ) { text throws(SettingRefusal) in
        if text.isEmpty { return .known }
        guard let data = try? Data(contentsOf: URL(filePath: text)),
            let profiles = try? JSONDecoder().decode(TenantProfiles.self, from: data)
        else { throw SettingRefusal("the file cannot be read as tenant profiles") }
        return profiles
    }

    /// All but the port and what every service has.
    static let own: [any DeclaredSetting] = DataSettings.writing + [lanes, tenants]
}
