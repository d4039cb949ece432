/// The settings of another service whose events a process reads.
///
/// Named after the service's context: `ASSESSMENT_FEED_URL`, `ASSESSMENT_TOPIC_ALIASES`. The token for feeds is one for
/// all of them.
package struct SourceSettings: Sendable {
    /// First part of the events' names, of their source and of their topic: `assessment`.
    package let context: String
    package let feed: Setting<String>
    package let topicAliases: Setting<[String]>

    package static let feedToken = Setting.text(
        "FEED_TOKEN_FILE",
        "the file with the token for feeds, read anew for each page",
        allowed: "the path of a file"
    )

    /// The settings of the service with that context.
    package init(of context: String) {
        self.context = context
        let prefix = context.uppercased().replacing("-", with: "_")
        feed = Setting.url(
            "\(prefix)_FEED_URL",
            "the address of the \(context) service's catch-up feed, with its path /v1/feed"
        )
        topicAliases = Setting<[String]>(
            "\(prefix)_TOPIC_ALIASES",
            "further names of the \(context) topic, as mirrors of other regions give them",
            allowed: "topic names separated by commas",
            fallback: ""
        ) { text in text.split(separator: ",").map { String($0) } }
    }

    /// What a process that reads these sources declares.
    package static func declared(_ sources: [SourceSettings]) -> [any DeclaredSetting] {
        sources.flatMap { [$0.feed, $0.topicAliases] as [any DeclaredSetting] } + [feedToken]
    }
}
