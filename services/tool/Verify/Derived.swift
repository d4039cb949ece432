/// What was looked at first: how far everybody says they are, as of one instant in each database.
struct Derived: Sendable {
    /// Of every consumer.
    private let books: [Consumer: ProjectionBooks]
    /// Of every context's relay, by lane.
    private let marks: [String: [Int16: RelayMark]]

    /// `databases` are snapshots by service.
    init(of places: VerifiedPlaces, in databases: [String: Snapshot]) async throws {
        var books: [Consumer: ProjectionBooks] = [:]
        for consumer in places.consumers {
            let snapshot = try databases.of(consumer.service)
            books[consumer] = try await ProjectionBooks(
                of: consumer,
                topic: places.topic(of: consumer.source),
                in: snapshot
            )
        }
        var marks: [String: [Int16: RelayMark]] = [:]
        for context in places.contexts {
            let snapshot = try databases.of(context.name)
            marks[context.name] = try await RelayMark.all(in: snapshot, schema: context.storeSchema)
        }
        (self.books, self.marks) = (books, marks)
    }

    func marks(of context: VerifiedContext) -> [Int16: RelayMark] { marks[context.name] ?? [:] }

    func books(of consumer: Consumer) throws -> ProjectionBooks {
        guard let books = books[consumer] else { throw Refusal("nobody read the books of \(consumer.projection)") }
        return books
    }

    /// Of those who read a context's events.
    func books(about source: String) -> [ProjectionBooks] {
        books.values.filter { $0.consumer.source == source }.sorted { $0.consumer.projection < $1.consumer.projection }
    }
}

extension [String: Snapshot] {
    /// The one of a service's database.
    func of(_ service: String) throws -> Snapshot {
        guard let snapshot = self[service] else { throw Refusal("nobody looked at the database of \(service)") }
        return snapshot
    }
}
