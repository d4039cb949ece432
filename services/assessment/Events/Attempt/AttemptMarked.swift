import EventSourcing

/// The questions that need no person are marked.
package struct AttemptMarked: EventPayload {
    /// Marks in the order of the paper; essays have none yet.
    package let marks: [ItemMark]
    /// Essays that wait for their markers.
    package let pendingEssays: [QuestionID]
    /// Name and version of the rule.
    package let rule: String

    package init(marks: [ItemMark], pendingEssays: [QuestionID], rule: String) {
        self.marks = marks
        self.pendingEssays = pendingEssays
        self.rule = rule
    }
}
