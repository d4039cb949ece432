import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import HTTPServer
import ServiceRuntime

/// A signed attendance list that somebody typed into a spreadsheet: columns `nip` or `civilServant`, `status`, and, if
/// wanted, `datang` and `catatan`.
///
/// All rows are taken or none; every fault is named with its row.
struct AttendanceList {
    static let maximumRows = 5_000
    private static let columns = ["nip", "civilServant", "status", "datang", "catatan"]
    private static let words: [String: AttendanceStatus] = [
        "hadir": .present, "terlambat": .late, "izin": .excused, "tidak hadir": .absent,
    ]

    private struct Row {
        let number: Int
        let person: CivilServantID
        let status: AttendanceStatus
        let arrivedAt: Timestamp?
        let note: Explanation?
    }

    let entries: [AttendanceEntry]

    /// - Throws: 415 for another content type; 422 with one error per fault.
    init(csv request: TenantRequest, desk: EnrolmentDesk, batch: ScheduledBatch) async throws {
        let type = request.http.headers["Content-Type"]?.split(separator: ";").first.map { String($0).lowercased() }
        guard type == "text/csv" else { throw Problem.unsupportedCSV }
        let table = try Table(CSVReader.rows(of: request.http.body))
        let people = try await Self.people(in: table, desk: desk, tenant: request.tenant)
        var faults = table.faults
        var rows: [Row] = []
        for line in table.lines {
            guard let row = Self.row(line, people: people, &faults) else { continue }
            guard batch.state.participants[row.person]?.status == .seated else {
                faults.append(line.fault("nip", "no-seat", "tidak punya kursi di angkatan ini (has no seat)"))
                continue
            }
            guard !rows.contains(where: { $0.person == row.person }) else {
                faults.append(line.fault("nip", "listed-twice", "tercantum dua kali (is listed twice)"))
                continue
            }
            rows.append(row)
        }
        guard faults.isEmpty else { throw Problem.invalidBody(Array(faults.prefix(1_000))) }
        guard (1...Self.maximumRows).contains(rows.count) else {
            throw Problem.invalidBody([FieldError("", "count", "must hold 1 to \(Self.maximumRows) rows")])
        }
        entries = try await Self.sealed(rows, desk: desk, tenant: request.tenant)
    }

    private static func row(_ line: Table.Line, people: [String: CivilServantID], _ faults: inout [FieldError]) -> Row?
    {
        let before = faults.count
        let person = line["civilServant"].flatMap { CivilServantID($0) } ?? line["nip"].flatMap { people[$0] }
        if person == nil {
            faults.append(line.fault("nip", "unknown", "tidak dikenal (is nobody of this tenant)"))
        }
        let status = line["status"].flatMap { AttendanceStatus(rawValue: $0.lowercased()) ?? words[$0.lowercased()] }
        if status == nil {
            faults.append(
                line.fault(
                    "status",
                    "value",
                    "harus hadir, terlambat, izin atau tidak hadir (present, late, excused, absent)"
                )
            )
        }
        let arrivedAt = line["datang"].map { Timestamp($0) }
        if case .some(.none) = arrivedAt {
            faults.append(line.fault("datang", "time", "bukan waktu seperti 2026-11-22T08:33:00+07:00 (is no time)"))
        }
        let note = line["catatan"].map { try? Explanation($0) }
        if case .some(.none) = note {
            faults.append(line.fault("catatan", "text", "terlalu panjang atau berisi karakter kendali (is not a note)"))
        }
        guard faults.count == before, let person, let status else { return nil }
        return Row(
            number: line.number,
            person: person,
            status: status,
            arrivedAt: arrivedAt ?? nil,
            note: note ?? nil
        )
    }

    /// Who has which NIP, found with one statement and without reading anybody's data.
    private static func people(in table: Table, desk: EnrolmentDesk, tenant: TenantID)
        async throws -> [String: CivilServantID]
    {
        let numbers = Set(table.lines.compactMap { $0["nip"] })
        let claims = numbers.compactMap { text -> (text: String, claim: UniqueClaim)? in
            guard let number = try? CivilServantNumber(text) else { return nil }
            return (text, desk.claim(of: number.digits, tenant: tenant))
        }
        let holders = try await desk.store.holders(of: claims.map(\.claim), tenant: tenant)
        return Dictionary(claims.compactMap { text, claim in holders[claim].map { (text, CivilServantID($0.id)) } }) {
            first,
            _ in first
        }
    }

    private static func sealed(_ rows: [Row], desk: EnrolmentDesk, tenant: TenantID) async throws -> [AttendanceEntry] {
        let noted = rows.compactMap { row in
            row.note.map { (subject: row.person, values: [(field: "note", value: $0.text)]) }
        }
        let notes = try await desk.vault.seal(noted, tenant: tenant)
        let byPerson = Dictionary(zip(noted, notes).map { ($0.subject, $1.first) }) { first, _ in first }
        return rows.map { row in
            AttendanceEntry(
                civilServant: row.person,
                status: row.status,
                arrivedAt: row.arrivedAt,
                note: byPerson[row.person] ?? nil
            )
        }
    }
}

extension AttendanceList {
    /// The rows by the names of their columns.
    fileprivate struct Table {
        struct Line {
            let number: Int
            let values: [String: String]

            /// Nil when the column is missing or empty.
            subscript(_ column: String) -> String? { values[column] }

            func fault(_ column: String, _ rule: String, _ detail: String) -> FieldError {
                FieldError("/\(number)/\(column)", rule, detail)
            }
        }

        private(set) var lines: [Line] = []
        private(set) var faults: [FieldError] = []

        init(_ rows: [CSVRow]) throws(Problem) {
            guard let head = rows.first?.fields, Set(head).isSubset(of: columns), Set(head).count == head.count,
                head.contains("status"), head.contains("nip") || head.contains("civilServant")
            else {
                let detail = "must name the columns status, nip or civilServant, and may name datang and catatan"
                throw .invalidBody([FieldError("/1", "columns", detail)])
            }
            for row in rows.dropFirst() {
                switch row.content {
                case .fault(let fault): faults.append(FieldError("/\(row.number)", "csv", fault.rawValue))
                case .fields([""]), .fields([]): continue
                case .fields(let fields) where fields.count != head.count:
                    faults.append(
                        FieldError("/\(row.number)", "columns", "has \(fields.count) columns, not \(head.count)")
                    )
                case .fields(let fields):
                    let pairs = zip(head, fields.map(\.withoutSpaces)).filter { !$1.isEmpty }
                    lines.append(Line(number: row.number, values: Dictionary(pairs) { first, _ in first }))
                }
            }
        }
    }
}

extension Problem {
    fileprivate static var unsupportedCSV: Problem {
        Problem(
            "unsupported-media-type",
            status: .unsupportedMediaType,
            title: "The body's type is not supported",
            detail: "Send the list as Content-Type: text/csv.",
            headers: ["Accept": "text/csv"]
        )
    }
}

extension String {
    /// Without blanks at both ends, as spreadsheets leave them.
    fileprivate var withoutSpaces: String {
        let rest = drop { $0.isWhitespace }
        return String(rest.prefix(rest.count - rest.reversed().prefix { $0.isWhitespace }.count))
    }
}
