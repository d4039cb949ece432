package import FoundationEssentials

/// The name of one aggregate's history: tenant, category and random id.
///
/// Its text, `aceh/batch-6f1c…`, is the Kafka record key, so all events of a stream stay in one partition and in order.
package struct StreamID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let tenant: TenantID
    /// The kind of aggregate in kebab case: `batch`, `civil-servant`.
    package let category: String
    package let id: UUID

    package init(tenant: TenantID, category: String, id: UUID) {
        self.tenant = tenant
        self.category = category
        self.id = id
    }

    /// The id alone is random enough to tell streams apart in a table of hashes.
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// Nil unless `text` is `<tenant>/<category>-<uuid>`.
    package init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/"), let tenant = TenantID(String(text[..<slash])) else { return nil }
        let name = text[text.index(after: slash)...]
        guard name.utf8.count > 37, let id = UUID(uuidString: String(name.suffix(36))) else { return nil }
        let head = name.dropLast(36)
        guard head.last == "-" else { return nil }
        self.init(tenant: tenant, category: String(head.dropLast()), id: id)
    }

    /// `<category>-<uuid>`: the stream's name inside its tenant.
    package var name: String { "\(category)-\(id.lowercased)" }

    /// `<tenant>/<category>-<uuid>`: unique everywhere; the key of its Kafka records.
    package var description: String { "\(tenant)/\(name)" }

    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}
