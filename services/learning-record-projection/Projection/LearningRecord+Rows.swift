import CivilServiceKernel
import EnrolmentEvents
package import EventSourcing
package import FoundationEssentials
import PostgresClient
import ProjectionRuntime

/// A row of the read model that does not say what its writer wrote.
///
/// A fault of ours, never the caller's.
struct UnreadableRow: Error {
    let column: String
}

extension LearningRecordPerson {
    init(row: PostgresRow) throws {
        let (id, number, name, kind, rank, unit, unitName) = try row.decode(
            (UUID, String?, String?, String, String, UUID, String?).self
        )
        guard let kind = EmploymentKind(rawValue: kind), let startedOn = CalendarDate(try row.decode(at: 10)) else {
            throw UnreadableRow(column: "civil_servants")
        }
        let superior = try row.decode(UUID?.self, at: 9)
        let leftOn = try row.decode(String?.self, at: 11)
        self.init(
            id: CivilServantID(id),
            number: number.flatMap(SealedField.init),
            name: name.flatMap(SealedField.init),
            employmentKind: kind,
            rank: rank,
            unit: UnitID(unit),
            unitName: unitName,
            postTitle: try row.decode(at: 7),
            postLevel: try row.decode(at: 8),
            superior: superior.map(CivilServantID.init),
            startedOn: startedOn,
            leftOn: leftOn.flatMap { CalendarDate($0) },
            isErased: try row.decode(at: 12)
        )
    }
}

extension Participation {
    init(row: PostgresRow) throws {
        let (batch, title, form, status, isCancelled, startsAt, endsAt) = try row.decode(
            (UUID, String, String, String, Bool, PostgresMicroseconds, PostgresMicroseconds).self
        )
        guard let status = ParticipationStatus(rawValue: status) else { throw UnreadableRow(column: "status") }
        self.init(
            batch: BatchID(batch),
            title: title,
            form: form,
            status: status,
            isBatchCancelled: isCancelled,
            startsAt: Timestamp(startsAt),
            endsAt: Timestamp(endsAt),
            enrolledAt: try row.decode(PostgresMicroseconds?.self, at: 7).map(Timestamp.init),
            endedAt: try row.decode(PostgresMicroseconds?.self, at: 8).map(Timestamp.init),
            learningHours: try row.decode(Int32?.self, at: 9).map(Int.init),
            offeredLearningHours: Int(try row.decode(Int32.self, at: 10))
        )
    }
}

extension HoursEntry {
    init(row: PostgresRow) throws {
        let (entry, source, batch, form, startedOn, endedOn) = try row.decode(
            (UUID, String, UUID?, String, String, String).self
        )
        guard let startedOn = CalendarDate(startedOn), let endedOn = CalendarDate(endedOn),
            let status = HoursStatus(rawValue: try row.decode(at: 8))
        else { throw UnreadableRow(column: "hours_entries") }
        self.init(
            entry: EntryID(entry),
            source: source,
            batch: batch.map(BatchID.init),
            form: form,
            startedOn: startedOn,
            endedOn: endedOn,
            awarded: Int(try row.decode(Int32.self, at: 6)),
            counted: Int(try row.decode(Int32.self, at: 7)),
            status: status,
            limits: try row.decode(at: 9),
            rateCard: try row.decode(at: 10),
            title: try row.decode(String?.self, at: 11).flatMap(SealedField.init)
        )
    }
}

/// The event behind a line of the timeline: enough to say what happened and to open it at its source.
package struct TimelineEvent: Sendable {
    package let stream: StreamID
    package let version: Int64
    package let id: UUID
    package let occurredAt: Timestamp
    package let event: LearningRecordEvent

    init(row: PostgresRow, tenant: TenantID) throws {
        let (category, streamID, version, id, type, occurredAt, payload) = try row.decode(
            (String, UUID, Int64, UUID, String, PostgresMicroseconds, String).self
        )
        guard let name = LearningRecordEvent.Name(rawValue: type) else { throw UnreadableRow(column: "type") }
        stream = StreamID(tenant: tenant, category: category, id: streamID)
        self.version = version
        self.id = id
        self.occurredAt = Timestamp(occurredAt)
        event = try LearningRecordEvent(name, from: Array(payload.utf8))
    }
}
