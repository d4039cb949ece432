import EventSourcing
import Foundation

/// A table of a read model as the verifier reads it: every column as text, in one form.
struct TableShape: Sendable {
    let name: String
    /// The column with the id of the stream that the row comes from; `tenant` comes before it.
    let owner: String
    /// The other columns of the key.
    var key: [Column] = []
    let values: [Column]

    /// A column, and how its value becomes text.
    struct Column: Sendable {
        let name: String
        let sql: String
        /// Whether its value may be printed; what could be about a person may not.
        let isOpen: Bool

        static func open(_ name: String) -> Self { Self(name: name, sql: "\(name)::text", isOpen: true) }
        static func closed(_ name: String) -> Self { Self(name: name, sql: "\(name)::text", isOpen: false) }
        /// An instant, as its microseconds since 1970.
        static func time(_ name: String) -> Self {
            Self(name: name, sql: "(extract(epoch from \(name)) * 1000000)::bigint::text", isOpen: true)
        }
        static func list(_ name: String) -> Self {
            Self(name: name, sql: "array_to_string(\(name), ',')", isOpen: true)
        }
    }
}

/// A row as it has to be.
struct ExpectedRow: Sendable {
    let table: String
    /// Tenant, then the table's further key columns, as text.
    let key: [String]
    let values: [String?]
}

/// The verifier's own fold of the events into rows, apart from the code that it checks.
///
/// Holds what comes from the streams of one id, which is all that any row comes from.
protocol ReadModelFold: Sendable {
    static var tables: [TableShape] { get }
    init()
    mutating func fold(_ event: ContextEvent, _ envelope: EventEnvelope)
    /// What the folded events amount to.
    func rows() -> [ExpectedRow]
}

extension Timestamp {
    /// As ``TableShape/Column/time(_:)`` reads it.
    var text: String { String(microseconds) }
}
