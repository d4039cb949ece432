import CivilServiceKernel
import EnrolmentDomain
import EventSourcing
import FoundationEssentials
import HTTPServer
import PostgresClient
import ServiceRuntime
import ProjectionRuntime

/// One line of the list of batches.
struct BatchLine: Encodable, Sendable {
    let id: BatchID
    let programme: ProgrammeID
    let title: String
    let form: String
    let learningHours: Int
    let timeZone: String
    let status: String
    let startsAt: Timestamp
    let endsAt: Timestamp
    let registrationOpensAt: Timestamp
    let registrationClosesAt: Timestamp
    let capacity: Int
    /// Confirmed and offered.
    let seatsHeld: Int
    let queueLength: Int
}

/// Where a page of batches ends.
struct BatchCursor: CustomStringConvertible {
    let startsAt: Timestamp
    let batch: BatchID

    init(_ line: BatchLine) {
        startsAt = line.startsAt
        batch = line.id
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".")
        guard parts.count == 2, let start = Int64(parts[0]), let batch = BatchID(String(parts[1])) else { return nil }
        startsAt = Timestamp(microseconds: start)
        self.batch = batch
    }

    var description: String { "\(startsAt.microseconds).\(batch)" }
}

/// Which batches somebody asks for; what is nil does not matter.
struct BatchFilter {
    var programme: ProgrammeID?
    var status: String?
    /// The first day on which it may start.
    var from: Timestamp?
    /// The end of the last day on which it may start.
    var to: Timestamp?
    var after: BatchCursor?

    /// - Throws: 400 naming the parameter.
    init(_ request: TenantRequest, zone: IndonesianTimeZone) throws(Problem) {
        programme = try request.queryIdentifier("programme")
        status = request.http.query["status"]
        if let status, Batch.Phase(rawValue: status) == nil || status == Batch.Phase.unknown.rawValue {
            let detail = "must be scheduled, cancelled or closed"
            throw .invalidParameter(FieldError("status", "value", detail))
        }
        from = try Self.day("from", of: request).map { zone.start(of: $0) }
        to = try Self.day("to", of: request).map { zone.start(of: $0.adding(days: 1)) }
        if let text = request.http.query["after"] {
            guard let cursor = BatchCursor(text) else {
                throw .invalidParameter(FieldError("after", "cursor", "is not a cursor that a Link header gave"))
            }
            after = cursor
        }
    }

    private static func day(_ name: String, of request: TenantRequest) throws(Problem) -> CalendarDate? {
        guard let text = request.http.query[name] else { return nil }
        guard let day = CalendarDate(text) else {
            throw .invalidParameter(FieldError(name, "date.format", "must be a day such as 2026-11-22"))
        }
        return day
    }
}

extension EnrolmentViewQueries {
    /// Batches in order of their start.
    func batches(of tenant: TenantID, _ filter: BatchFilter, limit: Int) async throws -> [BatchLine] {
        let rows = try await client.query(
            """
            select b.batch_id, b.programme_id, b.title, b.form, b.learning_hours, b.time_zone, b.status, b.starts_at,
                b.ends_at, b.registration_opens_at, b.registration_closes_at, b.capacity,
                (select count(*) from \(raw: schema).participations p where p.tenant = b.tenant
                    and p.batch_id = b.batch_id and p.status in ('seated', 'offered', 'completed', 'not-completed')),
                (select count(*) from \(raw: schema).participations p where p.tenant = b.tenant
                    and p.batch_id = b.batch_id and p.status = 'waiting')
            from \(raw: schema).batches b
            where b.tenant = \(tenant.name)
                and (\(filter.programme?.uuid)::uuid is null or b.programme_id = \(filter.programme?.uuid))
                and (\(filter.status)::text is null or b.status = \(filter.status))
                and (\(filter.from?.postgres)::timestamptz is null or b.starts_at >= \(filter.from?.postgres))
                and (\(filter.to?.postgres)::timestamptz is null or b.starts_at < \(filter.to?.postgres))
                and (\(filter.after?.batch.uuid)::uuid is null
                    or (b.starts_at, b.batch_id) > (\(filter.after?.startsAt.postgres), \(filter.after?.batch.uuid)))
            order by b.starts_at, b.batch_id limit \(Int32(limit))
            """
        )
        return try rows.map { row in
            let (id, programme, title, form, hours, zone, status) = try row.decode(
                (UUID, UUID, String, String, Int32, String, String).self
            )
            let times: [PostgresMicroseconds] = try (7...10).map { try row.decode(at: $0) }
            return BatchLine(
                id: BatchID(id),
                programme: ProgrammeID(programme),
                title: title,
                form: form,
                learningHours: Int(hours),
                timeZone: zone,
                status: status,
                startsAt: Timestamp(times[0]),
                endsAt: Timestamp(times[1]),
                registrationOpensAt: Timestamp(times[2]),
                registrationClosesAt: Timestamp(times[3]),
                capacity: Int(try row.decode(Int32.self, at: 11)),
                seatsHeld: Int(try row.decode(Int64.self, at: 12)),
                queueLength: Int(try row.decode(Int64.self, at: 13))
            )
        }
    }

    /// A unit and the units above it.
    func unitsUpwards(from unit: UnitID, of tenant: TenantID) async throws -> [UnitID] {
        let rows = try await client.query(
            """
            with recursive upwards (unit_id, depth) as (
                select \(unit.uuid), 0
                union all
                select u.parent_id, upwards.depth + 1 from upwards
                join \(raw: schema).units u on u.tenant = \(tenant.name) and u.unit_id = upwards.unit_id
                where u.parent_id is not null and upwards.depth < 32
            )
            select unit_id from upwards
            """
        )
        return try rows.decode(UUID.self).map { UnitID($0) }
    }

    /// The programmes that somebody has completed and that was not taken back.
    func completedProgrammes(of person: CivilServantID, tenant: TenantID) async throws -> Set<ProgrammeID> {
        let rows = try await client.query(
            """
            select distinct b.programme_id from \(raw: schema).participations p
            join \(raw: schema).batches b on b.tenant = p.tenant and b.batch_id = p.batch_id
            where p.tenant = \(tenant.name) and p.civil_servant_id = \(person.uuid) and p.status = 'completed'
            """
        )
        return Set(try rows.decode(UUID.self).map { ProgrammeID($0) })
    }

    /// Sessions in which somebody has a seat, apart from those of one batch.
    func commitments(of person: CivilServantID, tenant: TenantID, besides batch: BatchID) async throws -> [Commitment] {
        let rows = try await client.query(
            """
            select s.batch_id, s.starts_at, s.ends_at from \(raw: schema).participations p
            join \(raw: schema).batches b on b.tenant = p.tenant and b.batch_id = p.batch_id
            join \(raw: schema).sessions s on s.tenant = p.tenant and s.batch_id = p.batch_id
            where p.tenant = \(tenant.name) and p.civil_servant_id = \(person.uuid) and p.batch_id <> \(batch.uuid)
                and p.status in ('seated', 'completed', 'not-completed') and b.status <> 'cancelled'
            order by s.starts_at
            """
        )
        return try rows.decode((UUID, PostgresMicroseconds, PostgresMicroseconds).self).map {
            Commitment(batch: BatchID($0.0), startsAt: Timestamp($0.1), endsAt: Timestamp($0.2))
        }
    }

    /// JP of the seats that somebody holds in batches that end between two instants and have no result yet.
    func plannedHours(of person: CivilServantID, tenant: TenantID, from first: Timestamp, to last: Timestamp)
        async throws -> Int
    {
        let rows = try await client.query(
            """
            select coalesce(sum(b.learning_hours), 0)::bigint from \(raw: schema).participations p
            join \(raw: schema).batches b on b.tenant = p.tenant and b.batch_id = p.batch_id
            where p.tenant = \(tenant.name) and p.civil_servant_id = \(person.uuid) and p.status = 'seated'
                and b.status = 'scheduled' and b.ends_at >= \(first.postgres) and b.ends_at < \(last.postgres)
            """
        )
        return Int(try rows.first?.decode(Int64.self, at: 0) ?? 0)
    }

    /// The batches in which somebody has a seat, an offer or a place in the queue.
    func openBatches(of person: CivilServantID, tenant: TenantID) async throws -> [BatchID] {
        let rows = try await client.query(
            """
            select p.batch_id from \(raw: schema).participations p
            join \(raw: schema).batches b on b.tenant = p.tenant and b.batch_id = p.batch_id
            where p.tenant = \(tenant.name) and p.civil_servant_id = \(person.uuid) and b.status = 'scheduled'
                and p.status in ('seated', 'offered', 'waiting')
            order by p.batch_id
            """
        )
        return try rows.decode(UUID.self).map { BatchID($0) }
    }
}
