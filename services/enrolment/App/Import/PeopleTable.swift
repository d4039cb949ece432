import CivilServiceKernel
import EventSourcing
import HTTPServer
import ServiceRuntime

/// The columns of the table of people, by their names in the first row.
enum PeopleColumn: String, CaseIterable, Sendable {
    /// NIP or NI PPPK.
    case number = "nip"
    case name = "nama"
    /// `III/a`, `IX`.
    case rank = "golongan"
    /// The post's name.
    case postTitle = "jabatan"
    /// `Ahli Pertama` or `ahli-pertama`.
    case postLevel = "jenjang_jabatan"
    /// A unit's code, name or id.
    case unit
    /// The superior's number; empty leaves the superior as it is.
    case superior = "atasan_nip"
    /// First day of employment, `2026-01-31` or `31/01/2026`.
    case startedOn = "mulai"
    /// E-mail or telephone; empty leaves it as it is.
    case contact = "kontak"

    var isRequired: Bool { self != .superior && self != .contact }
}

/// What is wrong with one row, for the person who keeps the table: in Indonesian, with what to do about it.
struct RowError: Encodable, Error, Sendable, Equatable {
    /// As a spreadsheet counts; the first row is 1.
    let row: Int
    let column: String?
    let message: String

    init(_ row: Int, _ column: PeopleColumn?, _ message: String) {
        self.row = row
        self.column = column?.rawValue
        self.message = message
    }
}

/// A row whose every cell could be read.
struct PersonRow: Sendable {
    let row: Int
    let number: CivilServantNumber
    let name: PersonName
    let rank: Rank
    let postTitle: PostTitle
    let postLevel: PostLevel
    let unit: UnitID
    let superior: CivilServantNumber?
    let startedOn: CalendarDate
    let contact: Contact?
}

/// A table of people as it was uploaded: rows that can be read, and what is wrong with the others.
struct PeopleTable: Sendable {
    static let longest = 20_000

    private(set) var rowCount = 0
    private(set) var rows: [PersonRow] = []
    private(set) var errors: [RowError] = []

    /// - Throws: 422 when the first row does not name the columns, or there are too many rows.
    init(_ bytes: [UInt8], units: UnitIndex) throws(Problem) {
        let table = CSVReader.rows(of: bytes)
        guard let header = table.first else { throw .badTable("Berkas kosong: baris pertama harus berisi nama kolom.") }
        guard table.count <= Self.longest + 1 else {
            throw .badTable("Berkas berisi lebih dari \(Self.longest) baris: bagi menjadi beberapa berkas.")
        }
        let columns = try Self.columns(header)
        var rowsByNumber: [String: Int] = [:]
        // Spreadsheets leave rows of empty cells behind; they are no rows of the table.
        for row in table.dropFirst() where row.fields.map({ $0.contains { !$0.isEmpty } }) ?? true {
            rowCount += 1
            var reader = PersonRowReader(row, columns: columns, units: units)
            guard let person = reader.person() else {
                errors += reader.errors
                continue
            }
            if let earlier = rowsByNumber.updateValue(row.number, forKey: person.number.digits) {
                rowsByNumber[person.number.digits] = earlier
                errors.append(
                    RowError(row.number, .number, "Nomor ini sudah ada di baris \(earlier); hapus salah satu.")
                )
                continue
            }
            rows.append(person)
        }
    }

    private static func columns(_ header: CSVRow) throws(Problem) -> [PeopleColumn] {
        guard let names = header.fields else { throw .badTable("Baris pertama tidak dapat dibaca sebagai CSV.") }
        var columns: [PeopleColumn] = []
        for name in names {
            let plain = name.trimmed.lowercased()
            guard let column = PeopleColumn(rawValue: plain) else {
                throw .badTable("Kolom \"\(plain.prefix(40))\" tidak dikenal; hapus atau perbaiki namanya. " + known)
            }
            guard !columns.contains(column) else { throw .badTable("Kolom \(column.rawValue) ada dua kali.") }
            columns.append(column)
        }
        let missing = PeopleColumn.allCases.filter { $0.isRequired && !columns.contains($0) }.map(\.rawValue)
        guard missing.isEmpty else { throw .badTable("Kolom \(missing.joined(separator: ", ")) belum ada. " + known) }
        return columns
    }

    private static let known =
        "Kolom yang dikenal: \(PeopleColumn.allCases.map(\.rawValue).joined(separator: ", "))."
}

extension Problem {
    /// The table as a whole cannot be read.
    static func badTable(_ pesan: String) -> Problem {
        Problem(
            "bad-table",
            status: .unprocessableContent,
            title: pesan,
            detail: "The table cannot be read: its first row must name the columns, and it must not be too long."
        )
    }
}

/// Finds units as people name them: by id, by code, by name.
struct UnitIndex: Sendable {
    enum Match: Equatable { case one(UnitID), none, several }

    private var byText: [String: Set<UnitID>] = [:]

    init(_ units: some Sequence<UnitRow>) {
        for unit in units where unit.closedOn == nil {
            for text in [unit.id.description, unit.code, unit.name].compactMap({ $0 }) {
                byText[Self.plain(text), default: []].insert(unit.id)
            }
        }
    }

    func find(_ text: String) -> Match {
        let found = byText[Self.plain(text)] ?? []
        guard found.count <= 1 else { return .several }
        return found.first.map { .one($0) } ?? .none
    }

    private static func plain(_ text: String) -> String { text.trimmed.lowercased() }
}

extension String {
    /// Without white space at both ends, no-break spaces included.
    var trimmed: String {
        var rest = Substring(self)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
