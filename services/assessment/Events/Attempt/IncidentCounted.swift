package import EventSourcing

/// The time of an incident is given back to a candidate.
package struct IncidentCounted: EventPayload {
    /// The incident.
    package let incident: IncidentID
    /// Since when.
    package let from: Timestamp
    /// Until when.
    package let until: Timestamp
    /// When the time is up now; absent while the clock stands still.
    package let deadline: Timestamp?

    package init(incident: IncidentID, from: Timestamp, until: Timestamp, deadline: Timestamp? = nil) {
        self.incident = incident
        self.from = from
        self.until = until
        self.deadline = deadline
    }
}
