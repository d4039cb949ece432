/// The rules of one aggregate as two pure functions: `decide` says what happens, `evolve` what is then true.
///
/// Conforming types are case-less enums. Nothing in here touches a clock, an id generator, a log or a database: times,
/// new ids and policy data arrive in the command.
package protocol Decider: SendableMetatype {
    associatedtype Command: Sendable
    associatedtype Event: DomainEvent
    associatedtype State: Sendable
    /// The business's refusals: a closed enum.
    associatedtype Rejection: Error & Equatable & Sendable

    /// The aggregate's category: first part of its stream names.
    static var category: String { get }

    /// What is true before the first event.
    static var initialState: State { get }

    /// What the command makes happen, in order; nothing when it is already so.
    ///
    /// - Throws: the reason why the business refuses.
    static func decide(_ command: Command, given state: State) throws(Rejection) -> [Event]

    /// What is true after `event`.
    static func evolve(_ state: inout State, by event: Event)

    /// How states are kept as snapshots; nil, the default, for aggregates whose histories stay short.
    static var snapshot: SnapshotCodec<State>? { get }
}

extension Decider {
    package static var snapshot: SnapshotCodec<State>? { nil }

    /// The state after a whole history.
    package static func fold(_ events: some Sequence<Event>) -> State {
        events.reduce(into: initialState) { evolve(&$0, by: $1) }
    }
}

/// How a state becomes bytes and back.
///
/// A snapshot is a cache: it may be deleted at any time.
package struct SnapshotCodec<State: Sendable>: Sendable {
    /// Raised when the state's shape changes; snapshots of other schemas are ignored.
    package let schema: Int32
    package let encode: @Sendable (State) throws -> [UInt8]
    package let decode: @Sendable ([UInt8]) throws -> State
}

extension SnapshotCodec where State: Codable {
    package static func json(schema: Int32) -> SnapshotCodec {
        SnapshotCodec(
            schema: schema,
            encode: { try CanonicalJSON.encode($0) },
            decode: { try CanonicalJSON.decode(State.self, from: $0) }
        )
    }
}
