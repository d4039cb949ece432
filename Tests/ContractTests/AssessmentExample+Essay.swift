import AssessmentEvents
import CivilServiceKernel
import EventSourcing

extension AssessmentExample {
    static let essays: [AssessmentExample] = [
        .full(
            .essayOpened(
                EssayOpened(
                    exam: .number(50),
                    attempt: .number(56),
                    candidate: .number(1),
                    question: .number(41),
                    revision: 1,
                    maxHundredths: 1_000,
                    toleranceHundredths: 200,
                    criteria: ["Ketepatan", "Alasan"]
                )
            )
        ),
        .full(.markersAssigned(MarkersAssigned(first: .number(5), second: .number(6)))),
        .full(
            .markerReplaced(
                MarkerReplaced(replaced: .number(6), by: .number(7), reason: "Atasan langsung peserta")
            )
        ),
        .full(.essayMarkGiven(given(note: .example))),
        .minimal(.essayMarkGiven(given(note: nil))),
        .full(.marksDiverged(MarksDiverged(differenceHundredths: 450, toleranceHundredths: 200))),
        .full(.reconcilerAssigned(ReconcilerAssigned(reconciler: .number(8)))),
        .full(.essaySettled(settled(.reconciliation, decidedBy: .number(8), note: .example))),
        .minimal(.essaySettled(settled(.agreement, decidedBy: nil, note: nil))),
    ]

    private static func given(note: SealedField?) -> EssayMarkGiven {
        EssayMarkGiven(
            marker: .number(5),
            criteria: [
                CriterionMark(criterion: "Ketepatan", pointsHundredths: 400),
                CriterionMark(criterion: "Alasan", pointsHundredths: 250),
            ],
            pointsHundredths: 650,
            note: note
        )
    }

    private static func settled(_ basis: SettlementBasis, decidedBy: CivilServantID?, note: SealedField?)
        -> EssaySettled
    {
        EssaySettled(
            exam: .number(50),
            attempt: .number(56),
            question: .number(41),
            revision: 1,
            pointsHundredths: 600,
            maxHundredths: 1_000,
            basis: basis,
            decidedBy: decidedBy,
            note: note
        )
    }
}
