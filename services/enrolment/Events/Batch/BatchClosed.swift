import EventSourcing

/// A batch is over and every participant's result is fixed.
package struct BatchClosed: EventPayload {
    /// People with a seat at the end.
    package let participants: Int
    /// How many of them completed.
    package let completed: Int
    /// How many of them did not.
    package let notCompleted: Int

    package init(participants: Int, completed: Int, notCompleted: Int) {
        self.participants = participants
        self.completed = completed
        self.notCompleted = notCompleted
    }
}
