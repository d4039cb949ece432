import EventSourcing

/// What has to be true of one stream's events beyond their order, by the verifier's own understanding of them.
protocol StreamLaw: Sendable {
    /// The category of the streams that it is about.
    static var category: String { get }
    init()
    /// Takes the stream's next event.
    ///
    /// - Returns: what is broken by it.
    mutating func take(_ event: ContextEvent) -> [BrokenLaw]
}

/// A law that an event breaks; names no content.
struct BrokenLaw: Sendable, Equatable {
    let expected: String
    let found: String
}
