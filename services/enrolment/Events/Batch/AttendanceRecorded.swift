package import CivilServiceKernel
package import EventSourcing

/// Attendance of one participant at one session was recorded; a later record of the same corrects it.
package struct AttendanceRecorded: EventPayload {
    /// The participant.
    package let civilServant: CivilServantID
    /// The session.
    package let session: SessionID
    /// Present, late, excused or absent.
    package let status: AttendanceStatus
    /// How it became known.
    package let method: AttendanceMethod
    /// When the participant came, if known.
    package let arrivedAt: Timestamp?
    /// Excuse or reason of a correction, sealed.
    package let note: SealedField?

    package init(
        civilServant: CivilServantID,
        session: SessionID,
        status: AttendanceStatus,
        method: AttendanceMethod,
        arrivedAt: Timestamp? = nil,
        note: SealedField? = nil
    ) {
        self.civilServant = civilServant
        self.session = session
        self.status = status
        self.method = method
        self.arrivedAt = arrivedAt
        self.note = note
    }
}
