import AssessmentDomain
import AssessmentEvents
import CivilServiceKernel
import EventSourcing
import EventSourcingTesting
import Testing

struct EssayTests {
    /// Ani's essay: 10 points, two lines of the rubric, markers may differ by 1.50.
    private let request = OpenEssay(
        exam: examID,
        attempt: .number(400),
        candidate: ani,
        question: .number(9),
        revision: 1,
        maxHundredths: 1_000,
        markersDifferPercent: 15,
        criteria: ["Isi", "Bahasa"]
    )

    private func run(_ commands: [EssayCommand]) -> [EssayEvent] {
        commands.reduce(into: []) { history, command in
            guard let more = try? EssayDecider.decide(command, given: EssayDecider.fold(history)) else {
                preconditionFailure("refused: \(command)")
            }
            history += more
        }
    }

    private func marking(_ person: CivilServantID, _ content: Int, _ language: Int) -> EssayCommand {
        .giveMark(GiveEssayMark(marker: person, criteria: marks(content, language)))
    }

    private func marks(_ content: Int, _ language: Int) -> [CriterionMark] {
        [
            CriterionMark(criterion: "Isi", pointsHundredths: content),
            CriterionMark(criterion: "Bahasa", pointsHundredths: language),
        ]
    }

    private var assigned: [EssayEvent] { run([.open(request), .assignMarkers(budi, citra)]) }

    private var firstGiven: [EssayEvent] {
        run([.open(request), .assignMarkers(budi, citra), marking(budi, 500, 200)])
    }

    @Test func `a marker sees neither candidate nor the other mark`() throws {
        let essay = EssayDecider.fold(firstGiven)
        let sheet = try #require(essay.sheet(for: citra))
        let json = String(decoding: try CanonicalJSON.encode(sheet), as: UTF8.self)
        #expect(!json.contains(ani.description) && !json.contains("700"))
        #expect(!json.contains(AttemptID.number(400).description))
        #expect(essay.sheet(for: budi)?.ownPoints == 700)
        #expect(essay.sheet(for: ani) == nil && essay.sheet(for: dewi) == nil)
    }

    @Test func `two who agree settle it at their mean`() throws {
        let one = EssayScenario.given(firstGiven)
        let settled = one.when(marking(citra, 500, 351)).state.settlement
        #expect(settled == nil)
        let close = one.when(marking(citra, 500, 305)).state.settlement
        #expect(close?.pointsHundredths == 753)
        #expect(close?.basis == .agreement && close?.attempt == .number(400))
    }

    @Test func `two who differ need a third, who sees both`() throws {
        let diverged = run([
            .open(request), .assignMarkers(budi, citra), marking(budi, 500, 200), marking(citra, 500, 351),
        ])
        #expect(
            diverged.last == .marksDiverged(MarksDiverged(differenceHundredths: 151, toleranceHundredths: 150))
        )
        let scenario = EssayScenario.given(diverged)
        scenario.when(.assignReconciler(budi)).thenRejected(.reconcilerIsMarker)
        scenario.when(.assignReconciler(ani)).thenRejected(.markerIsCandidate)
        scenario.when(.reconcile(dewi, marks(400, 400), note: nil)).thenRejected(.notReconciler)
        let third = diverged + [.reconcilerAssigned(ReconcilerAssigned(reconciler: dewi))]
        #expect(EssayDecider.fold(third).sheet(for: dewi)?.pointsOfBoth == [700, 851])
        let settled = EssayScenario.given(third).when(.reconcile(dewi, marks(400, 400), note: nil)).state.settlement
        #expect(settled?.pointsHundredths == 800 && settled?.basis == .reconciliation && settled?.decidedBy == dewi)
    }

    @Test func `a mark stands`() {
        let given = EssayScenario.given(run([.open(request), .assignMarkers(budi, citra), marking(budi, 500, 200)]))
        given.when(marking(budi, 500, 200)).thenNothing()
        given.when(marking(budi, 500, 201)).thenRejected(.alreadyGiven)
        given.when(.replaceMarker(budi, by: dewi, reason: reason)).thenRejected(.alreadyGiven)
        #expect(given.when(.replaceMarker(citra, by: dewi, reason: reason)).state.markers == [budi, dewi])
        given.when(.replaceMarker(citra, by: budi, reason: reason)).thenRejected(.markersTheSame)
    }

    @Test func `refuses who may not mark and what does not fit the rubric`() {
        let opened = EssayScenario.given(run([.open(request)]))
        opened.when(.assignMarkers(budi, budi)).thenRejected(.markersTheSame)
        opened.when(.assignMarkers(ani, budi)).thenRejected(.markerIsCandidate)
        opened.when(marking(budi, 1, 1)).thenRejected(.notAssigned)
        let scenario = EssayScenario.given(assigned)
        scenario.when(.assignMarkers(citra, budi)).thenNothing()
        scenario.when(.assignMarkers(citra, dewi)).thenRejected(.alreadyAssigned)
        scenario.when(marking(dewi, 1, 1)).thenRejected(.notMarker)
        scenario.when(marking(budi, 900, 200)).thenRejected(.pointsOutOfRange)
        scenario.when(marking(budi, -1, 200)).thenRejected(.pointsOutOfRange)
        scenario.when(.giveMark(GiveEssayMark(marker: budi, criteria: [marks(1, 1)[0]]))).thenRejected(
            .criteriaDoNotFit
        )
        scenario.when(.open(request)).thenNothing()
        EssayScenario.given().when(.assignMarkers(budi, citra)).thenRejected(.notOpened)
    }

    @Test func `the settled mark goes to its attempt`() {
        let settled = run([
            .open(request), .assignMarkers(budi, citra), marking(budi, 500, 200), marking(citra, 500, 200),
        ])
        let reactions = settled.compactMap { WhenEssayIsSettled.reaction(to: $0, of: .number(77)) }
        #expect(reactions.count == 1)
        #expect(reactions.first?.0 == .number(400))
        #expect(
            reactions.first?.1 == .enterEssayMark(.number(77), question: .number(9), pointsHundredths: 700)
        )
    }
}
