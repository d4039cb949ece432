import EnrolmentEvents
import EventSourcing
import Foundation

/// Holds one read model's tables against the verifier's own fold, stream by stream.
///
/// Events come in the order of their streams' ids, and so do the rows of every table: no more than the streams of one id
/// and a page of each table are in memory.
struct ReadModelCheck<Fold: ReadModelFold> {
    let books: ProjectionBooks
    private let name: String
    private let findings: Findings
    private var readers: [TableReader] = []
    private var fold = Fold()
    private var owner: String?
    private var kept: Set<ProjectionBooks.StreamVersion> = []

    init(
        _ name: String,
        books: ProjectionBooks,
        in snapshot: Snapshot,
        where condition: String,
        findings: Findings
    ) async throws {
        self.name = name
        self.books = books
        self.findings = findings
        for table in Fold.tables {
            readers.append(try await TableReader(table, schema: books.schema, in: snapshot, where: condition))
        }
    }

    /// Takes the next event in the order of stream ids and versions.
    mutating func take(_ event: EnrolmentEvent?, _ envelope: EventEnvelope) async throws {
        let id = envelope.stream.id.lowercased
        if id != owner {
            try await finishOwner()
            owner = id
        }
        if books.mustKeep(envelope) {
            kept.insert(
                ProjectionBooks.StreamVersion(stream: envelope.stream.description, version: envelope.version)
            )
        }
        guard let event, books.hasApplied(envelope) else { return }
        fold.fold(event, envelope)
    }

    /// After the last event.
    mutating func finish() async throws {
        try await finishOwner()
        for index in readers.indices {
            while let row = try await readers[index].next(through: nil) {
                report(unexpected: row, readers[index].shape)
            }
        }
        for lost in kept.subtracting(books.kept) {
            findings.differ(
                "\(name) parked_events",
                "\(lost.stream) version \(lost.version)",
                expected: "kept until the stream is released",
                found: "not there"
            )
        }
    }

    private mutating func finishOwner() async throws {
        guard let owner else { return }
        var expected: [String: [[String]: [String?]]] = [:]
        for row in fold.rows() { expected[row.table, default: [:]][row.key] = row.values }
        fold = Fold()
        for index in readers.indices {
            let shape = readers[index].shape
            var rows = expected[shape.name] ?? [:]
            while let row = try await readers[index].next(through: owner) {
                findings.count("\(name) rows")
                guard row.owner == owner, let values = rows.removeValue(forKey: row.key) else {
                    report(unexpected: row, shape)
                    continue
                }
                if values != row.values { report(values, row, shape) }
            }
            for key in rows.keys {
                findings.differ(
                    "\(name) \(shape.name)",
                    place(owner, key, shape),
                    expected: "a row",
                    found: "none"
                )
            }
        }
    }

    private func report(unexpected row: TableReader.Row, _ shape: TableShape) {
        findings.differ("\(name) \(shape.name)", place(row.owner, row.key, shape), expected: "no row", found: "one")
    }

    private func report(_ expected: [String?], _ row: TableReader.Row, _ shape: TableShape) {
        for (index, column) in shape.values.enumerated() where expected[index] != row.values[index] {
            let isOpen = column.isOpen
            findings.differ(
                "\(name) \(shape.name)",
                "\(place(row.owner, row.key, shape)) \(column.name)",
                expected: isOpen ? expected[index] ?? "null" : "what the events say",
                found: isOpen ? row.values[index] ?? "null" : row.values[index] == nil ? "null" : "another value"
            )
        }
    }

    private func place(_ owner: String, _ key: [String], _ shape: TableShape) -> String {
        ([key.first ?? "", owner] + key.dropFirst()).joined(separator: "/")
    }
}
