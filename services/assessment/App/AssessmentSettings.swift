import CivilServiceKernel
import EnrolmentEvents
import ServiceRuntime

/// The environment of the assessment service.
enum AssessmentSettings {
    static let port: UInt16 = 8082
    static let tenants = Setting.json("TENANTS_FILE", TenantProfiles.meaning, orElse: TenantProfiles.known)
    /// Whose events it reads.
    static let sources = [SourceSettings(of: EnrolmentStream.context)]

    /// All but the port and what every service has.
    static let own: [any DeclaredSetting] =
        DataSettings.writing + [tenants] + SourceSettings.declared(sources)
}
