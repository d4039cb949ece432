import EventStreaming

/// How a runner works; the defaults suit production.
package struct ProjectionSettings: Sendable {
    /// Records per transaction at most; bounds memory together with librdkafka's `queued.max.messages.kbytes`.
    package var maximumRecords = 5_000
    /// Events per page of the feed; one transaction each.
    package var feedPageSize = 1_000
    /// A local projection begins a batch at most this often: what is appended meanwhile shares the next one.
    package var localInterval: Duration = .milliseconds(10)
    /// Steps over events that concern nobody are written at most this often.
    package var stepInterval: Duration = .seconds(1)
    /// How often the feeds are asked whether the bus withholds anything.
    package var feedCheckInterval: Duration = .seconds(10)
    /// How often the lag behind the bus is counted: not with each of many small batches.
    package var lagInterval: Duration = .seconds(1)
    /// How often the bus is asked for topics that it did not have; no question while all are read here.
    package var topicInterval: Duration = .seconds(5)
    /// Younger events are left to the bus.
    package var feedGrace: Duration = .seconds(5)
    /// How long to wait for records before looking after other things.
    package var idleWait: Duration = .milliseconds(500)
    /// First pause after a failure; doubles up to `longestPause`.
    package var firstPause: Duration = .milliseconds(100)
    package var longestPause: Duration = .seconds(5)
    /// How long the runner may do nothing at all, no failed attempt either, before it counts as stalled.
    package var longestSilence = SignOfLife.longestSilence
    /// Failures in a row after which the runner calls itself stalled.
    package var patience = 3
    /// A partition whose row was taken over is taken back after this if Kafka still says that it is ours.
    package var retakeDelay: Duration = .seconds(3)
    /// A source whose store is another one than before is read again from its beginning, instead of not any more.
    ///
    /// Right for a policy, which repeats nothing; wrong for tables, which would mix two histories.
    package var startsAgain = false
    /// Further names of the sources' topics, as mirrors give them: `barat.bina.enrolment.events`.
    package var topicAliases: [String] = []
    /// Before the names of the sources' topics and of the consumer group, where several installations share a cluster.
    package var topicPrefix = ""
    /// After the name of the consumer group, for a second runner of the same projection.
    package var groupSuffix = ""

    package init() {}

    func topics(of sources: some Sequence<String>) -> [String] {
        sources.map { TopicPlan.topic(of: $0, prefix: topicPrefix) } + topicAliases
    }
}
