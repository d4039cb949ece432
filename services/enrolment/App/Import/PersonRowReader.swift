import CivilServiceKernel
import EventSourcing
import ServiceRuntime

/// Reads one row's cells and collects everything that is wrong with them.
struct PersonRowReader {
    private let row: CSVRow
    private let columns: [PeopleColumn]
    private let units: UnitIndex
    private(set) var errors: [RowError] = []

    init(_ row: CSVRow, columns: [PeopleColumn], units: UnitIndex) {
        self.row = row
        self.columns = columns
        self.units = units
    }

    /// The person in the row; nil when there are errors.
    mutating func person() -> PersonRow? {
        guard let cells = cells() else { return nil }
        let number = read(.number, cells, or: "Isi NIP atau NI PPPK, 18 angka.") {
            try CivilServantNumber(Self.digits($0))
        }
        let name = read(.name, cells, or: "Isi nama.") { try PersonName($0) }
        let rank = read(.rank, cells, or: "Isi golongan.") { try Rank(Self.rank($0)) }
        let title = read(.postTitle, cells, or: "Isi nama jabatan.") { try PostTitle($0) }
        let level = read(.postLevel, cells, or: "Isi jenjang jabatan.") { try Self.level($0) }
        let unit = read(.unit, cells, or: "Isi kode atau nama unit kerja.") { [units] in try Self.unit($0, units) }
        let startedOn = read(.startedOn, cells, or: "Isi tanggal mulai bekerja.") { try Self.date($0) }
        let superior = read(.superior, cells) { try CivilServantNumber(Self.digits($0)) }
        let contact = read(.contact, cells) { try Contact($0) }
        guard errors.isEmpty, let number, let name, let rank, let title, let level, let unit, let startedOn else {
            return nil
        }
        return PersonRow(
            row: row.number,
            number: number,
            name: name,
            rank: rank,
            postTitle: title,
            postLevel: level,
            unit: unit,
            superior: superior,
            startedOn: startedOn,
            contact: contact
        )
    }

    private mutating func cells() -> [PeopleColumn: String]? {
        switch row.content {
        case .fault(let fault):
            errors.append(RowError(row.number, nil, Self.sentence(fault)))
            return nil
        case .fields(let fields):
            guard fields.count <= columns.count || fields[columns.count...].allSatisfy({ $0.trimmed.isEmpty }) else {
                let sentence =
                    "Baris ini berisi \(fields.count) kolom, seharusnya \(columns.count); "
                    + "periksa tanda pemisah dan tanda kutip."
                errors.append(RowError(row.number, nil, sentence))
                return nil
            }
            return Dictionary(zip(columns, fields.map(\.trimmed))) { first, _ in first }
        }
    }

    /// A cell's value; nil for an empty cell, which is an error when `missing` says so.
    private mutating func read<Value>(
        _ column: PeopleColumn,
        _ cells: [PeopleColumn: String],
        or missing: String? = nil,
        _ parse: (String) throws -> Value
    ) -> Value? {
        let text = cells[column] ?? ""
        guard !text.isEmpty else {
            if let missing { errors.append(RowError(row.number, column, missing)) }
            return nil
        }
        do {
            let isNumber = column == .number || column == .superior
            if !isNumber { try Self.refuseFormula(text, column) }
            guard !text.unicodeScalars.contains("\u{FFFD}") else {
                throw CellFault("Ada huruf yang tidak terbaca; simpan berkas sebagai CSV UTF-8.")
            }
            return try parse(text)
        } catch {
            errors.append(RowError(row.number, column, Self.sentence(error)))
            return nil
        }
    }

    /// What a spreadsheet would calculate with is never taken over, so that it cannot come out of a later export.
    private static func refuseFormula(_ text: String, _ column: PeopleColumn) throws(CellFault) {
        guard let first = text.first, "=+-@".contains(first) else { return }
        let isTelephone =
            column == .contact && first == "+" && text.dropFirst().allSatisfy { "0123456789 -()".contains($0) }
        guard !isTelephone else { return }
        throw CellFault("Isi sel tidak boleh diawali tanda \(first); hapus tanda itu.")
    }

    /// Takes off what spreadsheets need to keep eighteen digits as text: `="1985…"`, `'1985…`.
    private static func digits(_ text: String) throws(CellFault) -> String {
        if text.hasPrefix("=\""), text.hasSuffix("\""), text.count > 3 { return String(text.dropFirst(2).dropLast()) }
        if text.hasPrefix("'") { return String(text.dropFirst()) }
        if text.contains("E+") || text.contains("e+") {
            throw CellFault("Nomor sudah diubah lembar kerja menjadi \(text.prefix(20)); jadikan kolom ini Teks.")
        }
        return text
    }

    private static func unit(_ text: String, _ units: UnitIndex) throws(CellFault) -> UnitID {
        switch units.find(text) {
        case .one(let unit): return unit
        case .none: throw CellFault("Unit kerja tidak terdaftar atau sudah ditutup; daftarkan unitnya dahulu.")
        case .several: throw CellFault("Ada beberapa unit kerja dengan nama ini; isi kode unitnya.")
        }
    }

    private static func rank(_ text: String) -> String {
        let parts = text.filter { !$0.isWhitespace }.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return parts.joined(separator: "/").uppercased() }
        return "\(parts[0].uppercased())/\(parts[1].lowercased())"
    }

    private static func level(_ text: String) throws(CellFault) -> PostLevel {
        let plain = text.lowercased()
        guard let level = PostLevel.allCases.first(where: { $0.rawValue == plain || $0.name.lowercased() == plain })
        else {
            let names = PostLevel.allCases.map(\.name).joined(separator: ", ")
            throw CellFault("Jenjang jabatan tidak dikenal; pilih salah satu: \(names).")
        }
        return level
    }

    private static func date(_ text: String) throws(CellFault) -> CalendarDate {
        if let date = CalendarDate(text) { return date }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "-" }.map { Int($0) }
        if parts.count == 3, let day = parts[0], let month = parts[1], let year = parts[2],
            let date = CalendarDate(year: year, month: month, day: day), year >= 1900
        {
            return date
        }
        throw CellFault("Tanggal tidak dikenal; tulis seperti 2026-01-31 atau 31/01/2026.")
    }

    private static func sentence(_ error: any Error) -> String {
        switch error {
        case let fault as CellFault: fault.message
        case let violation as RuleViolation: sentence(violation)
        default: "Isi sel ini tidak dapat dibaca."
        }
    }

    private static func sentence(_ violation: RuleViolation) -> String {
        switch violation.rule {
        case "civil-servant-number.length": "Nomor harus 18 angka; periksa apakah ada angka yang hilang."
        case "civil-servant-number.birth-date": "Delapan angka pertama harus tanggal lahir (TTTTBBHH)."
        case "civil-servant-number.kind-digits": "Angka ke-13 dan 14 harus bulan (01–12) atau kode PPPK (mulai 21)."
        case "civil-servant-number.appointment-year": "Tahun pengangkatan (angka ke-9 sampai 12) tidak masuk akal."
        case "civil-servant-number.sex-digit": "Angka ke-15 harus 1 atau 2."
        case "civil-servant-number.serial": "Tiga angka terakhir harus 001 sampai 999."
        case "rank.unknown": "Golongan tidak dikenal; tulis seperti III/a (PNS) atau IX (PPPK)."
        case let rule where rule.hasSuffix(".too-long"): "Terlalu panjang; persingkat."
        case let rule where rule.hasSuffix(".control-character"): "Ada karakter tersembunyi; ketik ulang isi sel ini."
        default: "Isi sel ini tidak memenuhi aturan."
        }
    }

    private static func sentence(_ fault: CSVFault) -> String {
        switch fault {
        case .unclosedQuote: "Tanda kutip dibuka tetapi tidak ditutup; tutup tanda kutipnya."
        case .textAfterQuote: "Ada teks sesudah tanda kutip penutup; periksa tanda kutip di baris ini."
        case .quoteInsideField: "Ada tanda kutip di tengah isi sel; apit seluruh isi sel dengan tanda kutip."
        case .zeroByte: "Berkas ini bukan teks biasa; simpan sebagai CSV UTF-8."
        case .tooLarge: "Isi baris ini terlalu panjang; periksa tanda kutip yang tidak ditutup."
        }
    }
}

/// What is wrong with one cell, in Indonesian.
private struct CellFault: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
