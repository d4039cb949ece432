import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres

/// What the register says about the people, superiors and units that a table names; read once for the whole table.
struct RegisterExtract: Sendable {
    /// Whom a number belongs to.
    private(set) var people: [String: CivilServantID] = [:]
    /// The files of those whose rows the table has, with their values in the clear.
    private(set) var files: [CivilServantID: (file: PersonFile, texts: PersonalTexts)] = [:]
    private(set) var openUnits: Set<UnitID> = []
    /// Those who are superiors in the table, or are in it themselves, and serve.
    private(set) var superiors: [CivilServantID: Superior] = [:]

    init() {}

    init(of rows: [PersonRow], desk: EnrolmentDesk, tenant: TenantID) async throws {
        let numbers = Set(rows.flatMap { [$0.number.digits] + ($0.superior.map { [$0.digits] } ?? []) })
        try await find(Array(numbers), desk, tenant)
        try await load(rows.compactMap { people[$0.number.digits] }, desk, tenant)
        for unit in Set(rows.map(\.unit)).union(files.values.compactMap { $0.file.state.unit }) {
            let state = try await desk.units.state(of: EnrolmentStream.unit(unit, of: tenant)).state
            if state.phase == .open { openUnits.insert(unit) }
        }
        let named = Set(rows.compactMap { row in row.superior.flatMap { people[$0.digits] } })
        for person in named.union(files.values.compactMap { $0.file.state.superior }) {
            superiors[person] = try await desk.superior(person, of: tenant)
        }
    }

    /// From now on the person can be a superior.
    mutating func hired(_ person: CivilServantID, _ row: PersonRow) {
        people[row.number.digits] = person
        superiors[person] = Superior(person, isServing: true)
    }

    private mutating func find(_ numbers: [String], _ desk: EnrolmentDesk, _ tenant: TenantID) async throws {
        var rest = numbers[...]
        while !rest.isEmpty {
            let part = rest.prefix(2_000)
            rest = rest.dropFirst(part.count)
            let claims = part.map { (digits: $0, claim: desk.claim(of: $0, tenant: tenant)) }
            let holders = try await desk.store.holders(of: claims.map(\.claim), tenant: tenant)
            for (digits, claim) in claims {
                if let holder = holders[claim] { people[digits] = CivilServantID(holder.id) }
            }
        }
    }

    private mutating func load(_ people: [CivilServantID], _ desk: EnrolmentDesk, _ tenant: TenantID) async throws {
        var rest = people[...]
        while !rest.isEmpty {
            let part = rest.prefix(200)
            rest = rest.dropFirst(part.count)
            let files = try await withThrowingTaskGroup(of: PersonFile?.self) { group in
                for person in part { group.addTask { try await desk.person(person, of: tenant) } }
                return try await group.reduce(into: [PersonFile]()) { files, file in file.map { files.append($0) } }
            }
            for (file, texts) in zip(files, try await desk.open(files, of: tenant)) {
                self.files[file.id] = (file, texts)
            }
        }
    }
}

/// In which order rows are worked on: who is to be hired waits for a superior whom the same table hires.
struct ImportOrder {
    /// Rows of one level do not depend on each other.
    private(set) var levels: [[PersonRow]] = []
    private(set) var errors: [RowError] = []

    init(_ rows: [PersonRow], known register: RegisterExtract) {
        let hires = rows.filter { register.people[$0.number.digits] == nil }
        let byNumber = Dictionary(hires.map { ($0.number.digits, $0) }) { first, _ in first }
        var depths: [String: Int] = [:]
        for row in rows {
            guard let depth = Self.depth(of: row, byNumber, &depths) else {
                errors.append(RowError(row.row, .superior, "Atasan di berkas ini saling berputar; perbaiki atasannya."))
                continue
            }
            while levels.count <= depth { levels.append([]) }
            levels[depth].append(row)
        }
    }

    /// Nil when the way up comes back to where it was.
    private static func depth(
        of row: PersonRow,
        _ hires: [String: PersonRow],
        _ depths: inout [String: Int]
    ) -> Int? {
        var path: [String] = []
        var seen: Set<String> = []
        var next: PersonRow? = row
        var base = -1
        while let person = next {
            let digits = person.number.digits
            if let known = depths[digits] {
                base = known
                break
            }
            guard seen.insert(digits).inserted else { return nil }
            path.append(digits)
            next = person.superior.flatMap { hires[$0.digits] }
        }
        for (index, digits) in path.reversed().enumerated() { depths[digits] = base + 1 + index }
        return depths[row.number.digits]
    }
}
