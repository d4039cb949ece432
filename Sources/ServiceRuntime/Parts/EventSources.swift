import EventStreaming
import KafkaClient
package import PostgresClient
package import ProjectionRuntime

/// The bus and the feeds of the services that a process reads: what the runners of its projections and policies need.
///
/// None of these services has to run: a runner waits for topics and feeds, and says so in its status.
package struct EventSources: Sendable {
    /// By context.
    package let feeds: [String: any FeedClient]
    private let topicAliases: [String: [String]]
    private let topicPrefix: String
    private let kafka: KafkaConfiguration
    private let log: StreamingLog

    /// - `sources`: must be among the declared settings, see ``SourceSettings/declared(_:)``.
    /// - `client`: how the process introduces itself to Kafka.
    package init(_ sources: [SourceSettings], of frame: ServiceFrame, as client: String) {
        let settings = frame.settings
        feeds = Dictionary(
            uniqueKeysWithValues: sources.map { source in
                let feed = HTTPFeedClient(
                    client: frame.client,
                    address: settings[source.feed],
                    tokenFile: settings[SourceSettings.feedToken]
                )
                return (source.context, feed as any FeedClient)
            }
        )
        topicAliases = Dictionary(uniqueKeysWithValues: sources.map { ($0.context, settings[$0.topicAliases]) })
        topicPrefix = settings[DataSettings.topicPrefix]
        kafka = settings.kafka(as: client)
        log = frame.streamingLog
    }

    /// A runner of the projection, or of a policy as `PolicyProjection`, over the bus of the contexts that it reads.
    ///
    /// - `schema`: holds its tables and bookkeeping, in `database`; a policy's must be its store's own.
    /// - `groupSuffix`: for a second runner of the same projection, such as a rebuild's.
    package func runner(
        of projection: any Projection,
        schema: String,
        database: PostgresClient,
        groupSuffix: String = ""
    ) -> ProjectionRunner {
        var settings = ProjectionSettings()
        settings.topicAliases = projection.sources.flatMap { topicAliases[$0] ?? [] }
        settings.topicPrefix = topicPrefix
        settings.groupSuffix = groupSuffix
        settings.startsAgain = projection is PolicyProjection
        return ProjectionRunner(
            projection,
            schema: schema,
            database: database,
            kafka: kafka,
            feeds: feeds.filter { projection.sources.contains($0.key) },
            settings: settings,
            log: log
        )
    }
}
