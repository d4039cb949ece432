/// What somebody holds in a batch.
package enum Standing: String, Codable, CaseIterable, Sendable {
    /// A confirmed seat.
    case seat
    /// A seat that is offered and not yet accepted.
    case offer
    /// A place in the queue.
    case place
}
