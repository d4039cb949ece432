import CivilServiceKernel
import ServiceRuntime

/// The environment of the assessment service.
enum AssessmentSettings {
    static let port: UInt16 = 8082
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
    static let feed = Setting.url(
        "ENROLMENT_FEED_URL",
        "the address of the enrolment service's catch-up feed, with its path /v1/feed"
    )
    static let feedToken = Setting.text(
        "FEED_TOKEN_FILE",
        "the file with the token for feeds, read anew for each page",
        allowed: "the path of a file"
    )
    static let topicAliases = Setting<[String]>(
        "ENROLMENT_TOPIC_ALIASES",
        "further names of the enrolment topic, as mirrors of other regions give them",
        allowed: "topic names separated by commas",
        fallback: ""
    ) { text in text.split(separator: ",").map { String($0) } }

    /// All but the port and what every service has.
    static let own: [any DeclaredSetting] =
        DataSettings.writing + [lanes, tenants, commandDays, feed, feedToken, topicAliases]
}
