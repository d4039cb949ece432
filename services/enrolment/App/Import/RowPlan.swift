import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventStorePostgres
import FoundationEssentials
import ServiceRuntime

/// What one row changes: commands that the rules have accepted already, on what is known of the person.
struct RowPlan: Sendable {
    struct ToSeal: Sendable {
        let person: CivilServantID
        let texts: PersonalTexts
    }

    enum Step: Sendable {
        case hire(number: String, Employment, Rank, Assignment, CivilServantID)
        case correct
        case other(CivilServantCommand)
    }

    let row: Int
    let person: CivilServantID
    /// Of the person's stream, before the first step.
    let version: Int64
    /// The personal values that are new.
    let texts: PersonalTexts
    private(set) var steps: [Step] = []

    /// - Throws: what the rules refuse.
    init(_ row: PersonRow, register: RegisterExtract, today: CalendarDate) throws(RowError) {
        self.row = row.row
        let superior = try Self.superior(of: row, register)
        if let known = register.people[row.number.digits].flatMap({ register.files[$0] }) {
            person = known.file.id
            version = known.file.version
            let wanted = PersonalTexts(
                number: known.texts.number,
                name: row.name.text,
                contact: row.contact?.text ?? known.texts.contact
            )
            texts = wanted.changes(from: known.texts)
            steps = try Self.changes(row, known.file, texts, superior, register, today)
        } else {
            person = CivilServantID(.inOrder(at: .now))
            version = 0
            texts = PersonalTexts(number: row.number.digits, name: row.name.text, contact: row.contact?.text)
            let assignment = Assignment(
                unit: row.unit,
                unitIsOpen: register.openUnits.contains(row.unit),
                post: Post(title: row.postTitle, level: row.postLevel),
                superior: superior
            )
            let employment = Employment(kind: row.number.kind, startedOn: row.startedOn)
            steps = [.hire(number: row.number.digits, employment, row.rank, assignment, person)]
        }
        try check(on: version == 0 ? nil : register.files[person]?.file.state)
    }

    var toSeal: ToSeal { ToSeal(person: person, texts: texts) }

    var outcome: PeopleImport.RowOutcome {
        guard version > 0 else { return .hired(person) }
        return steps.isEmpty ? .unchanged : .changed
    }

    private static func superior(of row: PersonRow, _ register: RegisterExtract) throws(RowError) -> Superior? {
        guard let number = row.superior else { return nil }
        guard let person = register.people[number.digits] else {
            let sentence = "Atasan dengan nomor ini tidak terdaftar, atau barisnya di berkas ini ditolak."
            throw RowError(row.row, .superior, sentence)
        }
        return register.superiors[person] ?? Superior(person, isServing: false)
    }

    private static func changes(
        _ row: PersonRow,
        _ file: PersonFile,
        _ texts: PersonalTexts,
        _ named: Superior?,
        _ register: RegisterExtract,
        _ today: CalendarDate
    ) throws(RowError) -> [Step] {
        let present = file.state
        if let startedOn = present.employment?.startedOn, startedOn != row.startedOn {
            throw RowError(
                row.row,
                .startedOn,
                "Tanggal mulai yang terdaftar adalah \(startedOn); samakan di berkas ini."
            )
        }
        let date = max(today, row.startedOn)
        let post = Post(title: row.postTitle, level: row.postLevel)
        let hasOtherPost = present.postTitle != post.title.text || present.postLevel != post.level
        let hasOtherSuperior = named != nil && named?.civilServant != present.superior
        // An empty cell leaves the superior as it is.
        let superior = named ?? present.superior.map { register.superiors[$0] ?? Superior($0, isServing: false) }
        var steps: [Step] = texts.present.isEmpty ? [] : [.correct]
        if present.rank != row.rank { steps.append(.other(.promote(to: row.rank, post: post, on: date))) }
        if present.unit != row.unit || (hasOtherPost && present.rank == row.rank) {
            let assignment = Assignment(
                unit: row.unit,
                unitIsOpen: register.openUnits.contains(row.unit),
                post: post,
                superior: superior
            )
            steps.append(.other(.move(file.id, to: assignment, on: date)))
        } else if hasOtherSuperior {
            steps.append(.other(.changeSuperior(of: file.id, to: superior, on: date)))
        }
        return steps
    }

    /// Asks the rules, so that a dry run knows what a real one would say and no row is done by half.
    private func check(on known: RegisteredCivilServant?) throws(RowError) {
        var state = known ?? CivilServantDecider.initialState
        let placeholder = SealedField(subject: person, ciphertext: "-")
        let data = PersonalData(number: placeholder, name: placeholder, contact: placeholder)
        do throws(CivilServantRejection) {
            for step in steps {
                for event in try CivilServantDecider.decide(step.command(data), given: state) {
                    CivilServantDecider.evolve(&state, by: event)
                }
            }
        } catch {
            throw RowError(error, row: row)
        }
    }
}

extension RowPlan.Step {
    var isHire: Bool { if case .hire = self { true } else { false } }

    /// - `data`: the plan's new values, sealed.
    func command(_ data: PersonalData) -> CivilServantCommand {
        switch self {
        case .hire(_, let employment, let rank, let assignment, let person):
            let missing = SealedField(subject: person, ciphertext: "")
            return .hire(
                HireCivilServant(
                    civilServant: person,
                    number: data.number ?? missing,
                    name: data.name ?? missing,
                    contact: data.contact,
                    employment: employment,
                    rank: rank,
                    assignment: assignment
                )
            )
        case .correct: return .correct(data)
        case .other(let command): return command
        }
    }

    func claims(_ desk: EnrolmentDesk, _ tenant: TenantID) -> [UniqueClaim] {
        switch self {
        case .hire(let number, _, _, _, _): [desk.claim(of: number, tenant: tenant)]
        case .correct, .other: []
        }
    }
}
