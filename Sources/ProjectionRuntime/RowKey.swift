package import EventSourcing
package import FoundationEssentials

/// A row that is keyed by its stream: the commonest key of a read model.
///
/// Ordered, as rows are written sorted by key so that two writers wait for each other instead of deadlocking.
package struct RowKey: Hashable, Sendable, Comparable {
    package let tenant: TenantID
    package let id: UUID

    /// The row of the stream that the event is of.
    package init(_ envelope: EventEnvelope) {
        tenant = envelope.tenant
        id = envelope.stream.id
    }

    package static func < (left: RowKey, right: RowKey) -> Bool {
        (left.tenant, left.id.number) < (right.tenant, right.id.number)
    }
}
