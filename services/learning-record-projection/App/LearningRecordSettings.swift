import AssessmentEvents
import CivilServiceKernel
import EnrolmentEvents
import ServiceRuntime

/// The environment of the learning-record projection service.
enum LearningRecordSettings {
    static let port: UInt16 = 8091
    /// Whose events it reads.
    static let sources = [
        SourceSettings(of: EnrolmentStream.context), SourceSettings(of: AssessmentStream.context),
    ]
    static let tenants = Setting.json("TENANTS_FILE", TenantProfiles.meaning, orElse: TenantProfiles.known)

    /// All but the port and what every service has.
    static let own: [any DeclaredSetting] =
        DataSettings.reading + SourceSettings.declared(sources)
        + [DataSettings.vaultDatabase, DataSettings.vaultMasterKey, tenants]
}
