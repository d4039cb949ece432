package import CivilServiceKernel
package import EventSourcing

/// Something kept candidates from working: their clocks stood still meanwhile.
package struct ExamIncidentDeclared: EventPayload {
    /// The incident.
    package let incident: IncidentID
    /// Since when.
    package let from: Timestamp
    /// Until when.
    package let until: Timestamp
    /// Who was affected; empty means everybody.
    package let candidates: [CivilServantID]
    /// What happened.
    package let reason: String

    package init(
        incident: IncidentID,
        from: Timestamp,
        until: Timestamp,
        candidates: [CivilServantID],
        reason: String
    ) {
        self.incident = incident
        self.from = from
        self.until = until
        self.candidates = candidates
        self.reason = reason
    }
}
