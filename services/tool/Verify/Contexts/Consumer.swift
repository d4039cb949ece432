/// One who goes through the events of one source and keeps books about it: a read model, a policy, a keeper of keys.
struct Consumer: Hashable, Sendable {
    /// The permanent name that its rows carry.
    let projection: String
    /// The context whose events it reads.
    let source: String
    /// The service in whose database its books are.
    let service: String
    /// The schema of its books.
    let schema: String
    /// What the areas of its differences begin with.
    let area: String
}
