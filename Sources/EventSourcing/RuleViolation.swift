/// A value that breaks a rule of its type; a request that carries it is refused with the name of the field.
///
/// Value types throw it from `init(from:)` and from their parsers. `detail` is shown to the caller, so it never repeats
/// the value: that may be personal data.
package struct RuleViolation: Error, Sendable, Hashable, CustomStringConvertible {
    /// The rule's stable name, for programs: `nip.length`.
    package let rule: String
    /// What is allowed, as one sentence for people, without the field's name: `must be 18 digits`.
    package let detail: String

    package init(rule: String, detail: String) {
        self.rule = rule
        self.detail = detail
    }

    package var description: String { "\(detail) (\(rule))" }
}
