import CivilServiceKernel
import EnrolmentEvents
import EventStreaming
import KafkaClient
import PostgresClient
import ProjectionRuntime
import ServiceRuntime

/// Enrolment's events as this process hears them: the topic, and the feed for what the topic no longer has.
struct EnrolmentBus: Sendable {
    let feed: HTTPFeedClient
    private let database: PostgresClient
    private let kafka: KafkaConfiguration
    private let settings: ProjectionSettings
    private let log: StreamingLog

    init(_ frame: ServiceFrame, database: PostgresClient) {
        self.database = database
        kafka = frame.settings.kafka(as: AssessmentService.name)
        feed = HTTPFeedClient(
            client: frame.client,
            address: frame.settings[AssessmentSettings.feed],
            tokenFile: frame.settings[AssessmentSettings.feedToken]
        )
        var settings = ProjectionSettings()
        settings.topicAliases = frame.settings[AssessmentSettings.topicAliases]
        settings.topicPrefix = frame.settings[DataSettings.topicPrefix]
        self.settings = settings
        log = frame.streamingLog
    }

    /// A runner whose tables and bookkeeping are in `schema`; `group` tells a rebuild's consumer group apart.
    func runner(of projection: any Projection, schema: String, group suffix: String = "") -> ProjectionRunner {
        var settings = settings
        settings.groupSuffix = suffix
        return ProjectionRunner(
            projection,
            schema: schema,
            database: database,
            kafka: kafka,
            feeds: [EnrolmentStream.context: feed],
            settings: settings,
            log: log
        )
    }
}
