import CivilServiceKernel

/// What the demonstration shows of one government body; people and their numbers are invented.
struct DemoPlace: Sendable {
    struct Unit: Sendable {
        let code: String
        let name: String
        let kind: UnitKind
    }

    struct Programme: Sendable {
        let code: String
        let title: String
        let form: DevelopmentForm
        let group: CompetenceGroup
        let hours: Int
        let benefit: String
        let topics: [String]
    }

    let tenant: String
    let government: String
    let zone: IndonesianTimeZone
    /// Where classes meet.
    let room: String
    let units: [Unit]
    /// The first was held, the second is under way, the third is open with few seats; others are only in the catalogue.
    let programmes: [Programme]
    /// In the order of units: the first of each unit leads it.
    let names: [String]
    /// Learning elsewhere that people claim.
    let claim: String

    static let all: [DemoPlace] = [aceh, tebo, makassar, pematangsiantar]
}

/// One invented person: everything follows from the place in the list of names.
struct DemoPerson: Sendable {
    let index: Int
    let name: String
    let unit: Int
    let isHead: Bool

    /// People per place are dealt to the units in turn.
    static func all(of place: DemoPlace) -> [DemoPerson] {
        place.names.enumerated().map { index, name in
            DemoPerson(index: index, name: name, unit: index % place.units.count, isHead: index < place.units.count)
        }
    }

    /// Every fifth works by contract.
    var kind: EmploymentKind { !isHead && index % 5 == 0 ? .pppk : .pns }

    private var birthYear: Int { isHead ? 1972 + index : 1975 + index * 3 % 20 }

    /// A NIP or NI PPPK that follows the rules and belongs to nobody.
    var number: String {
        let month = Self.padded(index % 12 + 1, 2)
        let birth = "\(birthYear)\(month)\(Self.padded(index % 28 + 1, 2))"
        let appointment = kind == .pns ? "\(birthYear + 25)\(month)" : "202221"
        return birth + appointment + (index % 2 == 0 ? "1" : "2") + Self.padded(index + 901, 3)
    }

    var startedOn: String { kind == .pns ? "\(birthYear + 25)-\(Self.padded(index % 12 + 1, 2))-01" : "2022-03-01" }

    var rank: String {
        if kind == .pppk { return "IX" }
        return isHead ? "IV/b" : ["III/a", "III/b", "III/c", "III/d"][index % 4]
    }

    var level: PostLevel {
        if isHead { return .jptPratama }
        return kind == .pppk ? .ahliPertama : [.pengawas, .ahliMuda, .ahliPertama][index % 3]
    }

    func post(in unit: DemoPlace.Unit) -> String {
        if isHead { return "Kepala \(unit.name)" }
        return ["Analis SDM Aparatur", "Pranata Komputer", "Perencana", "Analis Kebijakan"][index % 4]
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
