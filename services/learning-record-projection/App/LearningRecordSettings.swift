import CivilServiceKernel
import ServiceRuntime

/// The environment of the learning-record projection service.
enum LearningRecordSettings {
    static let port: UInt16 = 8091
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

    static let tenants = Setting.json("TENANTS_FILE", TenantProfiles.meaning, orElse: TenantProfiles.known)

    /// All but the port and what every service has.
    static let own: [any DeclaredSetting] =
        DataSettings.reading
        + [DataSettings.vaultDatabase, DataSettings.vaultMasterKey, feed, feedToken, topicAliases, tenants]
}
