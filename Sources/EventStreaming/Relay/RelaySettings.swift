/// How a relay works; the defaults suit production.
package struct RelaySettings: Sendable {
    /// Events per lane and page.
    package var pageEvents = 256
    /// Bytes that are read at once, of all lanes together, up to one event more.
    package var readBytes = 16 << 20
    /// The store is read at most this often while pages do not fill: what is appended meanwhile shares the next one.
    package var pageInterval: Duration = .milliseconds(4)
    /// Events per lane that may be on their way; keeps a lane that gets no answer from filling the producer's queue.
    package var eventsInFlightPerLane: Int64 = 2_048
    /// Marks are written at most this often while events flow.
    package var markInterval: Duration = .milliseconds(50)
    /// How often lanes are shared anew with other replicas.
    package var sharingInterval: Duration = .seconds(1)
    /// How often an idle relay asks whether the bus is still the one it wrote to.
    package var busCheckInterval: Duration = .seconds(10)
    /// Without a signal, the store is looked at after this, then twice as long, up to `longestPoll`.
    package var firstPoll: Duration = .milliseconds(25)
    package var longestPoll: Duration = .milliseconds(250)
    /// Pauses after failures.
    package var firstPause: Duration = .milliseconds(100)
    package var longestPause: Duration = .seconds(5)
    /// How long a connected relay may do nothing at all before that counts as its trouble.
    package var longestSilence = SignOfLife.longestSilence
    /// How long a stop waits for what is on its way.
    package var drainLimit: Duration = .seconds(10)
    /// Before the topic's name, where several installations share a cluster.
    package var topicPrefix = ""

    package init() {}
}
