import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

// The bodies that the routes of attendance and completion take.

struct CheckInRequest: HistoricalRequest {
    /// Oneself; may be left out.
    let civilServant: CivilServantID?
    let code: String
    let occurredAt: Timestamp?
}

struct AttendanceRequest: HistoricalRequest {
    struct Entry: Decodable, Sendable {
        let civilServant: CivilServantID
        let status: AttendanceStatus
        let arrivedAt: Timestamp?
        let note: Explanation?
    }

    let method: AttendanceMethod?
    let entries: [Entry]
    let occurredAt: Timestamp?
}

struct PracticeTaskRequest: HistoricalRequest {
    /// Whoever sends this, when left out.
    let assessor: CivilServantID?
    let passed: Bool
    let score: Int?
    /// What was handed in and where it is kept.
    let evidence: Explanation
    let occurredAt: Timestamp?
}

struct RoomCodeAnswer: Encodable {
    let code: String
    let expiresAt: Timestamp
}
