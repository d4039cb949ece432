import CivilServiceKernel
import Cryptography
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import FoundationEssentials
import HTTPServer
import ServiceRuntime

// The bodies that the routes of batches take.

/// A meeting as the organiser enters it.
struct SessionRequest: Decodable, Sendable {
    /// Given when an existing session is moved; a new one gets its id from the command.
    let session: SessionID?
    let startsAt: Timestamp
    let endsAt: Timestamp
    let place: Place?
    let link: Place?
}

struct ScheduleBatchRequest: HistoricalRequest {
    let programme: ProgrammeID
    let title: Title
    let sessions: [SessionRequest]
    let timeZone: IndonesianTimeZone
    let capacity: Int
    let minimumParticipants: Int?
    let registrationOpensAt: Timestamp
    let registrationClosesAt: Timestamp
    let prerequisites: [ProgrammeID]?
    let eligibleEmploymentKinds: [EmploymentKind]?
    let eligibleRanks: [Rank]?
    let eligiblePostLevels: [PostLevel]?
    let eligibleUnits: [UnitID]?
    let offerTimeLimitMinutes: Int?
    let fairSelection: Bool?
    let lateAfterMinutes: Int?
    let occurredAt: Timestamp?
}

extension ScheduleBatchRequest {
    func command(_ offer: ProgrammeOffer, id: CommandID) -> BatchCommand {
        .schedule(
            ScheduleBatch(
                programme: offer,
                title: title,
                times: BatchTimes(
                    sessions: sessions.batchSessions(of: id),
                    zone: timeZone,
                    opensAt: registrationOpensAt,
                    closesAt: registrationClosesAt
                ),
                capacity: capacity,
                minimumParticipants: minimumParticipants ?? 1,
                prerequisites: prerequisites ?? [],
                eligibility: Eligibility(
                    employmentKinds: eligibleEmploymentKinds ?? [],
                    ranks: eligibleRanks ?? [],
                    postLevels: eligiblePostLevels ?? [],
                    units: eligibleUnits ?? []
                ),
                offerTimeLimitMinutes: offerTimeLimitMinutes ?? 2 * 24 * 60,
                fairSelection: fairSelection ?? true,
                lateAfterMinutes: lateAfterMinutes ?? 15
            )
        )
    }
}

struct RescheduleBatchRequest: HistoricalRequest {
    let sessions: [SessionRequest]
    let timeZone: IndonesianTimeZone
    let registrationOpensAt: Timestamp
    let registrationClosesAt: Timestamp
    let reason: Explanation
    let occurredAt: Timestamp?

    func times(id: CommandID) -> BatchTimes {
        BatchTimes(
            sessions: sessions.batchSessions(of: id),
            zone: timeZone,
            opensAt: registrationOpensAt,
            closesAt: registrationClosesAt
        )
    }
}

struct ChangeCapacityRequest: HistoricalRequest {
    let capacity: Int
    let reason: Explanation
    let occurredAt: Timestamp?
}

struct CancelBatchRequest: HistoricalRequest {
    let reason: Explanation
    let occurredAt: Timestamp?
}

/// A command that says nothing but its name.
struct PlainRequest: HistoricalRequest {
    let occurredAt: Timestamp?
}

extension [SessionRequest] {
    /// New sessions get ids that follow from the command, so that a repetition means the same sessions.
    func batchSessions(of command: CommandID) -> [BatchSession] {
        enumerated().map { index, request in
            let digest = Digest.blake2b(command.uuid.bytes + [UInt8]("session \(index)".utf8))
            return BatchSession(
                session: request.session ?? SessionID(UUID(digest: digest) ?? command.uuid),
                startsAt: request.startsAt,
                endsAt: request.endsAt,
                place: request.place?.text,
                link: request.link?.text
            )
        }
    }
}
