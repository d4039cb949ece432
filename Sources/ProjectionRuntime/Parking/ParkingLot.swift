package import EventSourcing

/// A stream of one source, as the key of what is parked.
package struct ParkedStreamID: Hashable, Sendable {
    package let source: String
    package let stream: StreamID

    package init(source: String, stream: StreamID) {
        self.source = source
        self.stream = stream
    }
}

/// Which streams of a batch are parked, before and by this batch.
///
/// Pure.
struct ParkingLot: Sendable {
    /// An event that could not be applied, and why.
    struct Poison: Sendable {
        let event: SourcedEvent
        let reason: String
    }

    private(set) var streams: Set<ParkedStreamID>
    private(set) var poisons: [Poison] = []
    /// Events of parked streams, poisons among them, to be kept until the stream is released.
    private(set) var kept: [SourcedEvent] = []

    init(_ streams: Set<ParkedStreamID>) { self.streams = streams }

    /// Keeps those of parked streams and returns the others, in order.
    mutating func sift(_ events: some Sequence<SourcedEvent>) -> [SourcedEvent] {
        guard !streams.isEmpty else { return Array(events) }
        var open: [SourcedEvent] = []
        for event in events {
            if streams.contains(event.streamID) { kept.append(event) } else { open.append(event) }
        }
        return open
    }

    /// The first event at fault decides the reason; a later one of the same stream is only kept.
    mutating func park(_ event: SourcedEvent, reason: String) {
        guard streams.insert(event.streamID).inserted else { return kept.append(event) }
        poisons.append(Poison(event: event, reason: reason))
        kept.append(event)
    }
}

extension SourcedEvent {
    var streamID: ParkedStreamID { ParkedStreamID(source: source, stream: envelope.stream) }
}
