import CivilServiceKernel
import EnrolmentEvents
import EventSourcing

// The bodies that the routes of seats and queue take.

struct EnrolRequest: HistoricalRequest {
    let civilServant: CivilServantID
    let occurredAt: Timestamp?
}

struct DeclineRequest: HistoricalRequest {
    let note: Explanation?
    let occurredAt: Timestamp?
}

struct WithdrawRequest: HistoricalRequest {
    let reason: WithdrawalReason
    let note: Explanation?
    let occurredAt: Timestamp?
}

struct ReorderRequest: HistoricalRequest {
    let civilServant: CivilServantID
    /// The new place, from 1.
    let to: Int
    let reason: ReorderReason
    let note: Explanation?
    let occurredAt: Timestamp?
}
