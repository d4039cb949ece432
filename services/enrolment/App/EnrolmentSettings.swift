import AssessmentEvents
import CivilServiceKernel
import ServiceRuntime

/// The environment of the enrolment service.
enum EnrolmentSettings {
    static let port: UInt16 = 8081
    static let tenants = Setting.json("TENANTS_FILE", TenantProfiles.meaning, orElse: TenantProfiles.known)

    /// Whose events it reads.
    static let sources = [SourceSettings(of: AssessmentStream.context)]

    /// All but the port and what every service has.
    static let own: [any DeclaredSetting] =
        DataSettings.writing + [tenants] + SourceSettings.declared(sources)
}
