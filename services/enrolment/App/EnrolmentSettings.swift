import AssessmentEvents
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

    static let commandDays = Setting.integer(
        "COMMANDS_KEPT_DAYS",
        "for how many days a command that is sent again is recognised by its Idempotency-Key",
        in: 1...3_650,
        fallback: 90
    )

    /// Whose events it reads.
    static let sources = [SourceSettings(of: AssessmentStream.context)]

    /// All but the port and what every service has.
    static let own: [any DeclaredSetting] =
        DataSettings.writing + [lanes, tenants, commandDays] + SourceSettings.declared(sources)
}
