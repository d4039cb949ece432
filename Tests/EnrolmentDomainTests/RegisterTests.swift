import CivilServiceKernel
import EnrolmentDomain
import EnrolmentEvents
import EventSourcing
import EventSourcingTesting
import Testing

struct UnitTests {
    typealias Tree = Scenario<UnitDecider>

    let dinas: UnitID = .number(50)
    let established = UnitEvent.unitEstablished(
        UnitEstablished(name: "Dinas Kesehatan", code: "1.02", kind: .dinas, parentUnit: .number(1))
    )
    let closed = UnitEvent.unitClosed(UnitClosed(closedOn: CalendarDate(day: "2026-12-31"), reason: "alasan"))

    @Test func `is established under an open unit, once`() {
        Tree.given().when(.establish(request())).then(established)
        Tree.given(established).when(.establish(request())).thenNothing()
        Tree.given(established).when(.establish(request(name: "Dinas Lain"))).thenRejected(.alreadyEstablished)
        Tree.given().when(.establish(request(parent: ParentUnit(unit: .number(1), isOpen: false))))
            .thenRejected(.parentClosed(.number(1)))
    }

    @Test func `is renamed`() {
        Tree.given(established).when(.rename(text("Dinas Sosial")))
            .then(.unitRenamed(UnitRenamed(name: "Dinas Sosial")))
        Tree.given(established).when(.rename(text("Dinas Kesehatan"))).thenNothing()
        Tree.given().when(.rename(text("Dinas Sosial"))).thenRejected(.notEstablished)
        Tree.given(established, closed).when(.rename(text("Dinas Sosial"))).thenRejected(.closed)
    }

    @Test func `is moved, but never under itself`() {
        let below = ParentUnit(unit: .number(60), isOpen: true, ancestors: [dinas, .number(1)])
        Tree.given(established).when(.move(dinas, under: nil)).then(.unitMoved(UnitMoved()))
        Tree.given(established).when(.move(dinas, under: ParentUnit(unit: .number(1), isOpen: true))).thenNothing()
        Tree.given(established).when(.move(dinas, under: below)).thenRejected(.belowItself(.number(60)))
        Tree.given(established).when(.move(dinas, under: ParentUnit(unit: dinas, isOpen: true)))
            .thenRejected(.belowItself(dinas))
    }

    @Test func `is closed when nobody is in it`() {
        let date = CalendarDate(day: "2026-12-31")
        Tree.given(established).when(.close(on: date, reason: reason, occupants: 0)).then(closed)
        Tree.given(established).when(.close(on: date, reason: reason, occupants: 2)).thenRejected(.stillOccupied(2))
        Tree.given(established, closed).when(.close(on: date, reason: reason, occupants: 0)).thenNothing()
    }

    private func request(
        name: String = "Dinas Kesehatan",
        parent: ParentUnit = ParentUnit(unit: .number(1), isOpen: true)
    ) -> EstablishUnit {
        EstablishUnit(unit: dinas, name: text(name), code: text("1.02"), kind: .dinas, parent: parent)
    }
}

struct CivilServantTests {
    typealias Register = Scenario<CivilServantDecider>

    let day = CalendarDate(day: "2026-04-01")
    let hired = CivilServantEvent.civilServantHired(
        CivilServantHired(
            number: .sealed("nip"),
            name: .sealed("nama"),
            employmentKind: .pns,
            rank: rank("III/a"),
            unit: .number(50),
            postTitle: "Analis",
            postLevel: .ahliPertama,
            superior: budi,
            startedOn: CalendarDate(day: "2015-04-01")
        )
    )
    let left = CivilServantEvent.civilServantLeft(
        CivilServantLeft(reason: .retired, leftOn: CalendarDate(day: "2026-04-01"))
    )
    let erased = CivilServantEvent.personalDataErased(PersonalDataErased(reason: .subjectRequest))

    @Test func `is hired once, with a rank of the own kind, a serving superior and an open unit`() {
        Register.given().when(.hire(hire())).then(hired)
        Register.given(hired).when(.hire(hire(number: "nip disegel lagi"))).thenNothing()
        Register.given(hired).when(.hire(hire(rank("III/b")))).thenRejected(.alreadyRegistered)
        Register.given().when(.hire(hire(rank("IX")))).thenRejected(.rankOfOtherKind(.pns))
        Register.given().when(.hire(hire(assignment: assignment(superior: Superior(ani, isServing: true)))))
            .thenRejected(.ownSuperior)
        Register.given().when(.hire(hire(assignment: assignment(superior: Superior(budi, isServing: false)))))
            .thenRejected(.superiorNotServing)
        Register.given().when(.hire(hire(assignment: assignment(isOpen: false)))).thenRejected(.unitNotOpen)
    }

    @Test func `is moved to another unit`() {
        let moved = CivilServantEvent.civilServantMoved(
            CivilServantMoved(
                unit: .number(51),
                postTitle: "Analis",
                postLevel: .ahliPertama,
                superior: budi,
                effectiveOn: day
            )
        )
        Register.given(hired).when(.move(ani, to: assignment(unit: .number(51)), on: day)).then(moved)
        Register.given(hired, moved).when(.move(ani, to: assignment(unit: .number(51)), on: day)).thenNothing()
        Register.given().when(.move(ani, to: assignment(), on: day)).thenRejected(.notRegistered)
        Register.given(hired, left).when(.move(ani, to: assignment(unit: .number(51)), on: day))
            .thenRejected(.hasLeft(on: day))
        Register.given(hired)
            .when(.move(ani, to: assignment(unit: .number(51)), on: CalendarDate(day: "2015-03-31")))
            .thenRejected(.beforeHiring(CalendarDate(day: "2015-04-01")))
    }

    @Test func `is promoted, never downwards`() {
        let post = Post(title: text("Analis"), level: .ahliPertama)
        let promoted = CivilServantEvent.civilServantPromoted(
            CivilServantPromoted(rank: rank("III/b"), postTitle: "Analis", postLevel: .ahliPertama, effectiveOn: day)
        )
        Register.given(hired).when(.promote(to: rank("III/b"), post: post, on: day)).then(promoted)
        Register.given(hired, promoted).when(.promote(to: rank("III/b"), post: post, on: day)).thenNothing()
        Register.given(hired, promoted).when(.promote(to: rank("III/a"), post: post, on: day))
            .thenRejected(.notAPromotion(from: rank("III/b")))
        Register.given(hired).when(.promote(to: rank("IX"), post: post, on: day)).thenRejected(.rankOfOtherKind(.pns))
    }

    @Test func `gets another superior, but not oneself or somebody below`() {
        let changed = CivilServantEvent.superiorChanged(SuperiorChanged(superior: citra, effectiveOn: day))
        let serving = Superior(citra, isServing: true)
        Register.given(hired).when(.changeSuperior(of: ani, to: serving, on: day)).then(changed)
        Register.given(hired, changed).when(.changeSuperior(of: ani, to: serving, on: day)).thenNothing()
        Register.given(hired).when(.changeSuperior(of: ani, to: Superior(ani, isServing: true), on: day))
            .thenRejected(.ownSuperior)
        let below = Superior(citra, isServing: true, chain: [dewi, ani])
        Register.given(hired).when(.changeSuperior(of: ani, to: below, on: day)).thenRejected(.superiorLoop)
    }

    @Test func `has personal data corrected until they are erased`() {
        let data = PersonalData(name: .sealed("nama baru"))
        Register.given(hired).when(.correct(data))
            .then(.personalDataCorrected(PersonalDataCorrected(name: .sealed("nama baru"))))
        Register.given(hired).when(.correct(PersonalData())).thenNothing()
        Register.given(hired, erased).when(.correct(data)).thenRejected(.erased)
        Register.given().when(.correct(data)).thenRejected(.notRegistered)
    }

    @Test func `leaves once`() {
        Register.given(hired).when(.leave(.retired, on: day)).then(left)
        Register.given(hired, left).when(.leave(.retired, on: day)).thenNothing()
        Register.given(hired, left).when(.leave(.retired, on: CalendarDate(day: "2026-05-01")))
            .thenRejected(.hasLeft(on: day))
    }

    @Test func `is forgotten once, also after leaving`() {
        Register.given(hired, left).when(.erase(.subjectRequest)).then(erased)
        Register.given(hired, erased).when(.erase(.courtOrder)).thenNothing()
        Register.given().when(.erase(.courtOrder)).thenRejected(.notRegistered)
    }

    private func assignment(
        unit: UnitID = .number(50),
        isOpen: Bool = true,
        superior: Superior? = Superior(budi, isServing: true)
    ) -> Assignment {
        Assignment(
            unit: unit,
            unitIsOpen: isOpen,
            post: Post(title: text("Analis"), level: .ahliPertama),
            superior: superior
        )
    }

    private func hire(
        _ rank: Rank = rank("III/a"),
        number: String = "nip",
        assignment: Assignment? = nil
    ) -> HireCivilServant {
        HireCivilServant(
            civilServant: ani,
            number: .sealed(number),
            name: .sealed("nama"),
            employment: Employment(kind: .pns, startedOn: CalendarDate(day: "2015-04-01")),
            rank: rank,
            assignment: assignment ?? self.assignment()
        )
    }
}

struct ProgrammeTests {
    typealias Catalogue = Scenario<ProgrammeDecider>

    @Test func `is published, revised and retired`() throws {
        let published = Catalogue.given().when(.publish(code: text("PKP-01"), content()))
        #expect(published.state.revision == 1)
        let history = try ProgrammeDecider.decide(.publish(code: text("PKP-01"), content()), given: Programme())
        Catalogue.given(history).when(.publish(code: text("PKP-01"), content())).thenNothing()
        Catalogue.given(history).when(.publish(code: text("PKP-02"), content())).thenRejected(.alreadyPublished)
        let revised = Catalogue.given(history).when(.revise(content(attendance: 90), reason: reason)).state
        #expect(revised.revision == 2)
        #expect(revised.content?.minimumAttendancePercent == 90)
        Catalogue.given(history).when(.revise(content(), reason: reason)).thenNothing()
        Catalogue.given().when(.revise(content(), reason: reason)).thenRejected(.notPublished)
        let day = CalendarDate(day: "2026-12-31")
        let retired = ProgrammeEvent.programmeRetired(ProgrammeRetired(retiredOn: day, reason: "alasan"))
        Catalogue.given(history).when(.retire(on: day, reason: reason)).then(retired)
        Catalogue.given(history + [retired]).when(.retire(on: day, reason: reason)).thenNothing()
        Catalogue.given(history + [retired]).when(.revise(content(attendance: 90), reason: reason))
            .thenRejected(.retired)
    }

    @Test(arguments: [
        (content(attendance: 101), ProgrammeRejection.attendanceOutOfRange),
        (content(modules: [(1, 4), (3, 8)]), .modulesNotNumbered),
        (content(modules: [(1, 4), (2, 0)]), .modulesNotNumbered),
        (content(modules: [(1, 4), (2, 7)]), .hoursDoNotAddUp(modules: 11, programme: 12)),
        (content(outcome: (3, 2)), .outcomeWithoutModule(3)),
        (content(outcome: (1, 6)), .levelOutOfRange(6)),
    ])
    func `refuses a curriculum that does not fit together`(content: ProgrammeContent, refusal: ProgrammeRejection) {
        Catalogue.given().when(.publish(code: text("PKP-01"), content)).thenRejected(refusal)
    }
}

/// A programme of 12 JP with two modules.
private func content(
    attendance: Int = 80,
    modules: [(number: Int, hours: Int)] = [(1, 4), (2, 8)],
    outcome: (module: Int, level: Int) = (1, 2)
) -> ProgrammeContent {
    guard let hours = try? LearningHours(12) else { preconditionFailure("12 JP are allowed") }
    return ProgrammeContent(
        title: text("Pelayanan Publik"),
        form: .technical,
        competenceGroup: .technical,
        learningHours: hours,
        benefit: text("Melayani warga dengan lebih cepat"),
        topics: [text("pelayanan")],
        minimumAttendancePercent: attendance,
        modules: modules.map { CurriculumModule(number: $0.number, title: "Modul", learningHours: $0.hours) },
        outcomes: [LearningOutcome(module: outcome.module, text: "Dapat", competence: "M.05", level: outcome.level)]
    )
}
