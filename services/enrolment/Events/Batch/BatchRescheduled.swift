package import CivilServiceKernel
package import EventSourcing

/// Sessions or registration times of a batch changed; sessions keep their ids.
package struct BatchRescheduled: EventPayload {
    /// The meetings, in order of time.
    package let sessions: [BatchSession]
    /// IANA zone in which the batch's times are shown.
    package let timeZone: IndonesianTimeZone
    /// From when on people may enrol.
    package let registrationOpensAt: Timestamp
    /// The cut-off: from this instant on nobody enrols, is queued or gets a seat.
    package let registrationClosesAt: Timestamp
    /// Why.
    package let reason: String

    package init(
        sessions: [BatchSession],
        timeZone: IndonesianTimeZone,
        registrationOpensAt: Timestamp,
        registrationClosesAt: Timestamp,
        reason: String
    ) {
        self.sessions = sessions
        self.timeZone = timeZone
        self.registrationOpensAt = registrationOpensAt
        self.registrationClosesAt = registrationClosesAt
        self.reason = reason
    }
}
