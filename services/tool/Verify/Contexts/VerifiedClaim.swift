/// A value that nobody else of the tenant may have: whose it is, and how long.
struct VerifiedClaim: Sendable {
    /// As the store's table of claims names it.
    let kind: String
    /// The events by which a stream takes one: names of types up to their versions.
    let taken: [String]
    /// The events by which it gives it back.
    var released: [String] = []

    /// Selects tenant, kind, category and id of every stream that has to hold one.
    func holders(in events: String) -> String {
        """
        SELECT DISTINCT e.tenant, '\(kind)', e.category, e.stream_id FROM \(events) e WHERE \(isOne(of: taken, "e"))
        AND NOT EXISTS (SELECT FROM \(events) r WHERE r.stream_id = e.stream_id AND r.category = e.category
            AND r.tenant = e.tenant AND \(isOne(of: released, "r")))
        """
    }

    private func isOne(of types: [String], _ alias: String) -> String {
        types.isEmpty ? "false" : "(\(types.map { "\(alias).type LIKE '\($0).%'" }.joined(separator: " OR ")))"
    }
}
