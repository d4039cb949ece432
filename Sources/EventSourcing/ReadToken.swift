/// "At least this new": the place in one store's lane that a read model must have reached to show a command's effect.
///
/// Its text is `<source>.<lane>.<sequence>`, as in `enrolment.7.1234`. Lane sequences have no gaps, so a reader needs
/// to compare one number.
package struct ReadToken: Sendable, Hashable, CustomStringConvertible {
    /// The service whose store this is about.
    package let source: String
    package let lane: Lane
    package let sequence: Int64

    package init(source: String, lane: Lane, sequence: Int64) {
        self.source = source
        self.lane = lane
        self.sequence = sequence
    }

    package init(source: String, receipt: CommandReceipt) {
        self.init(source: source, lane: receipt.lane, sequence: receipt.sequence)
    }

    /// Nil unless `text` has the form above.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 100, parts.count == 3, !parts[0].isEmpty, let lane = Int16(parts[1]), lane >= 0,
            let sequence = Int64(parts[2]), sequence >= 0
        else { return nil }
        self.init(source: String(parts[0]), lane: Lane(lane), sequence: sequence)
    }

    package var description: String { "\(source).\(lane).\(sequence)" }
}
