import EventSourcing
import Foundation

/// Holds one read model's tables against the verifier's own fold, stream by stream.
///
/// Events come in the order of their streams' ids, and so do the rows of every table: no more than the streams of one id
/// and a page of each table are in memory.
struct ReadModelCheck {
    let model: VerifiedReadModel
    /// By the context whose events are meant.
    private let books: [String: ProjectionBooks]
    private let findings: Findings
    private var readers: [TableReader] = []
    private var fold: any ReadModelFold
    private var owner: String?
    private var kept: Set<ProjectionBooks.StreamVersion> = []

    init(
        _ model: VerifiedReadModel,
        books: [String: ProjectionBooks],
        in snapshot: Snapshot,
        where condition: String,
        findings: Findings
    ) async throws {
        self.model = model
        self.books = books
        self.findings = findings
        fold = model.fold.init()
        for table in model.fold.tables {
            readers.append(try await TableReader(table, schema: model.schema, in: snapshot, where: condition))
        }
    }

    /// Takes the next event in the order of stream ids and versions; leaves those of contexts that it does not fold.
    mutating func take(_ event: ContextEvent?, _ envelope: EventEnvelope, of source: String) async throws {
        guard let books = books[source] else { return }
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
        for lost in books.values.reduce(kept, { $0.subtracting($1.kept) }) {
            findings.differ(
                "\(model.name) parked_events",
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
        fold = model.fold.init()
        for index in readers.indices {
            let shape = readers[index].shape
            var rows = expected[shape.name] ?? [:]
            while let row = try await readers[index].next(through: owner) {
                findings.count("\(model.name) rows")
                guard row.owner == owner, let values = rows.removeValue(forKey: row.key) else {
                    report(unexpected: row, shape)
                    continue
                }
                if values != row.values { report(values, row, shape) }
            }
            for key in rows.keys {
                findings.differ(
                    "\(model.name) \(shape.name)",
                    place(owner, key, shape),
                    expected: "a row",
                    found: "none"
                )
            }
        }
    }

    private func report(unexpected row: TableReader.Row, _ shape: TableShape) {
        let place = place(row.owner, row.key, shape)
        findings.differ("\(model.name) \(shape.name)", place, expected: "no row", found: "one")
    }

    private func report(_ expected: [String?], _ row: TableReader.Row, _ shape: TableShape) {
        for (index, column) in shape.values.enumerated() where expected[index] != row.values[index] {
            let isOpen = column.isOpen
            findings.differ(
                "\(model.name) \(shape.name)",
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
